import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '@package-model/core/engine/engine';
import { EngineError } from '@package-model/core/engine/errors';
import { runOneShot } from '@package-model/core/engine/one-shot';
import { messageOf } from '@package-model/core/errors';
import type { Environment } from '@package-model/core/package/plan/plan';
import { parseLook } from '@package-model/core/package/script/look-facts';
import { lookProgram } from '@package-model/core/package/script/look-program';
import { lookRequest } from '@package-model/core/package/script/python';
import type { Python } from '@package-model/core/package/script/python';
import type { StepContext } from '../step.ts';

const REQUEST = '/tmp/package-model-look.json';
const TIMEOUT_MS = 60_000;
const MEMORY_BYTES = 1024 ** 3;

/**
 * The Python of a base image that the engine has, in a container without network. Where the image's
 * own packages are the environment, it is also asked which of the imported modules it finds.
 */
export function imagePython(
  environment: Environment,
  image: string,
  deps: { readonly engine: Engine; readonly context: StepContext },
): Python {
  const { interpreterPath } = environment;
  const commands = interpreterPath === undefined ? ['python3', 'python'] : [interpreterPath];
  const probe = bringsAll(environment);
  return {
    where: `the base image ${image}`,
    isImages: true,
    async look(files) {
      const { settings, signal, log } = deps.context;
      const folder = await mkdtemp(join(settings.temporaryDirectory, 'package-model-look-'));
      try {
        const source = join(folder, 'request.json');
        await writeFile(source, lookRequest(files, { probe }));
        await chmod(source, 0o644);
        for (const command of commands) {
          const output = await ask({ image, command, source, probe }, deps);
          if (output !== undefined) return parseLook(output);
        }
        return undefined;
      } catch (error) {
        signal.throwIfAborted();
        // A look is a help: what stops it will stop the build as well, and is told better there.
        log.debug(`The base image's Python did not answer: ${messageOf(error)}`);
        return undefined;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** True where nothing is installed, so that the base image's packages are all there is. */
function bringsAll(environment: Environment): boolean {
  const { pip, conda, extraSteps } = environment;
  return pip.length === 0 && conda === undefined && extraSteps === undefined;
}

type Question = {
  readonly image: string;
  readonly command: string;
  readonly source: string;
  readonly probe: boolean;
};

async function ask(
  { image, command, source, probe }: Question,
  deps: { readonly engine: Engine; readonly context: StepContext },
): Promise<string | undefined> {
  const request = {
    image,
    name: `package-model-look-${randomUUID()}`,
    labels: {},
    env: {},
    ports: [],
    entrypoint: command,
    // Without site packages nothing but the standard library is even on its path.
    command: ['-I', ...(probe ? [] : ['-S']), '-c', lookProgram, REQUEST],
    files: [{ source, target: REQUEST }],
    network: 'none',
    dropCapabilities: 'all',
    memoryBytes: MEMORY_BYTES,
  } as const;
  const limited = AbortSignal.any([deps.context.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    return (await runOneShot(deps.engine, request, limited)).output;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'ENTRY_MISSING') return undefined;
    throw error;
  }
}
