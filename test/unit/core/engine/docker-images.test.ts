import { dockerImages } from '@package-model/core/engine/docker-images';
import { createPipe } from '@package-model/core/process/spawn';
import { expect, test } from 'vitest';

const { signal } = new AbortController();
const digest = `sha256:${'a'.repeat(64)}`;
const image = {
  Id: digest,
  RepoDigests: [`python@${digest}`, `mine@${digest}`],
  Architecture: 'amd64',
  Os: 'linux',
  RootFS: { Layers: [digest] },
  Descriptor: { digest },
  Identity: { Pull: [{ Repository: 'docker.io/library/python' }] },
};

/** The digests of an image, by a command line that speaks this version of the API. */
async function digestsOf(apiVersion: string, found: unknown): Promise<unknown> {
  const server = { Version: '29.2.0', Os: 'linux', Arch: 'amd64' };
  const version = { Client: { Version: '29.2.0', ApiVersion: apiVersion }, Server: server };
  const run = async (_program: string, args: readonly string[]) => {
    const stdout = JSON.stringify(args[0] === 'version' ? version : [found]);
    return { exitCode: 0, stdout, stderr: '' };
  };
  const cli = { name: 'docker', program: 'docker', run: { run }, pipe: createPipe({}) } as const;
  return (await dockerImages(cli).inspectImage('x', signal))?.repoDigests;
}

test("an image of containerd's store has the digests of registries, where it tells them", async () => {
  expect(await digestsOf('1.53', image)).toEqual([`python@${digest}`]);
  expect(await digestsOf('1.50', { ...image, Identity: undefined })).toEqual(image.RepoDigests);
});

test('an image of a classic store has all that it says', async () => {
  const classic = { ...image, Descriptor: undefined, Identity: undefined };
  expect(await digestsOf('1.53', classic)).toEqual(image.RepoDigests);
});
