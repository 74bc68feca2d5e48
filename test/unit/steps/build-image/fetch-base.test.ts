import type { Engine, EngineImage } from '@package-model/core/engine/engine';
import { digestOf } from '@package-model/core/oci/digest';
import type { Digest } from '@package-model/core/oci/digest';
import type { Environment } from '@package-model/core/package/plan/plan';
import { expect, test } from 'vitest';
import { baseIdentity } from '../../../../packages/steps/src/build-image/base-identity.ts';
import { fetchBase } from '../../../../packages/steps/src/build-image/fetch-base.ts';
import type { FetchedBase } from '../../../../packages/steps/src/build-image/fetch-base.ts';
import { start } from '../start-step.ts';

const image: EngineImage = {
  id: digestOf('id'),
  layers: [digestOf('layer')],
  config: { Env: ['PATH=/bin'] },
  os: 'linux',
  architecture: 'amd64',
  repoDigests: [],
  sizeBytes: 1,
};
const environment = {
  baseImage: 'mine:1',
  platform: { os: 'linux', architecture: 'amd64' },
} as Environment;
const baseDigest = digestOf('manifest');
const pinned = `mine@${baseDigest}`;

/** The base that a lock file gives, from an engine that has `mine:1` alone. */
async function fetched(lockedIdentity: Digest) {
  const pulled: string[] = [];
  const engine: Partial<Engine> = {
    inspectImage: async (name) => (name === 'mine:1' || pulled.includes(name) ? image : undefined),
    pull: async (name) => void pulled.push(name),
  };
  const bases: FetchedBase[] = [];
  await start(async (context) => {
    const locked = { baseDigest, baseIdentity: lockedIdentity };
    bases.push(await fetchBase(environment, { engine: engine as Engine, context, locked }));
    return {};
  });
  return { name: bases[0]?.name, digest: bases[0]?.digest, pulled };
}

test('a base image with the locked layers is taken as it is, under its own name', async () => {
  expect(await fetched(baseIdentity(image))).toEqual({
    name: 'mine:1',
    digest: baseDigest,
    pulled: [],
  });
});

test('any other is left alone, and the locked digest pulled', async () => {
  expect(await fetched(digestOf('other'))).toEqual({
    name: pinned,
    digest: baseDigest,
    pulled: [pinned],
  });
});
