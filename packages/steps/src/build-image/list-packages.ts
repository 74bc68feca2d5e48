import { randomUUID } from 'node:crypto';
import type { Engine } from '@package-model/core/engine/engine';
import { runOneShot } from '@package-model/core/engine/one-shot';
import { messageOf } from '@package-model/core/errors';
import { venvFolder } from '@package-model/core/package/environment/environment-steps';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { StepContext } from '../step.ts';

/** `name==version` of everything pip has put into an environment image, ordered; [] when nothing. */
export async function listPackages(
  environment: Environment,
  image: string,
  deps: { readonly engine: Engine; readonly context: StepContext },
): Promise<string[]> {
  if (environment.pip.length === 0) return [];
  const { log, signal } = deps.context;
  const request = {
    image,
    name: `package-model-packages-${randomUUID()}`,
    labels: {},
    env: {},
    ports: [],
    entrypoint: `${venvFolder}/bin/python`,
    command: ['-m', 'pip', 'list', '--format=freeze', '--disable-pip-version-check'],
    network: 'none',
    dropCapabilities: 'all',
  } as const;
  try {
    const { output } = await runOneShot(deps.engine, request, signal);
    return output
      .split('\n')
      .filter((line) => /^[A-Za-z0-9._-]+==\S+$/.test(line))
      .toSorted();
  } catch (error) {
    signal.throwIfAborted();
    // The list is for people to read; the image is pinned by its digest.
    log.warn(`The packages of the environment could not be listed: ${messageOf(error)}`);
    return [];
  }
}
