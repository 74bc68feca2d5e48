import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderEnvironment } from '@package-model/core/package/dockerfile/dockerfile';
import {
  renderRequirements,
  requirementsFile,
} from '@package-model/core/package/environment/environment-steps';
import type { Environment } from '@package-model/core/package/plan/plan';
import { readMachineSettings } from '@package-model/host/settings';
import { buildSecrets } from '@package-model/steps/build-image/network';
import { settingsOf } from '@package-model/steps/settings';
import { testBaseImage } from './base-image.ts';
import { secretsEngine, testEngine } from './engines.ts';

/**
 * A base image that brings Python and the scoring server: with `userManagedDependencies` nothing
 * is installed, and an image of it stands in seconds.
 */
export const serverBaseImage = 'package-model-test/server-base:1';

/** Sees that the engine has the image; the first time it is built from PyPI (half a minute). */
export async function ensureServerBase(): Promise<void> {
  const { signal } = new AbortController();
  const folder = await mkdtemp(join(tmpdir(), 'package-model-server-'));
  const machine = await readMachineSettings(process.env, 'terminal');
  try {
    if ((await testEngine(folder).inspectImage(serverBaseImage, signal)) !== undefined) return;
    const engine = await secretsEngine(folder, signal);
    const secrets = buildSecrets(settingsOf(machine).network);
    const context = join(folder, 'context');
    const requirements = join(context, requirementsFile);
    await mkdir(dirname(requirements), { recursive: true });
    await writeFile(requirements, renderRequirements(environment()));
    const chosen = { kind: 'buildkit', ids: secrets.map(({ id }) => id) } as const;
    await writeFile(
      join(context, 'Dockerfile'),
      renderEnvironment(environment(), { secrets: chosen, user: '10001:0' }),
    );
    const request = { contextFolder: context, dockerfile: 'Dockerfile', tag: serverBaseImage };
    await engine.build({ ...request, secrets }, signal);
  } finally {
    await machine.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

function environment(): Environment {
  return {
    baseImage: testBaseImage(),
    platform: { os: 'linux', architecture: 'amd64' },
    pip: ['azureml-inference-server-http==1.5.1'],
    apt: [],
    userManaged: false,
    variables: {},
  };
}
