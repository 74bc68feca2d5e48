import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askImage } from '@package-model/core/engine/ask-image';
import type { Engine } from '@package-model/core/engine/engine';
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
  const limited = AbortSignal.any([deps.context.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const question = {
    image,
    about: 'look',
    program: command,
    // Without site packages nothing but the standard library is even on its path.
    args: ['-I', ...(probe ? [] : ['-S']), '-c', lookProgram, REQUEST],
    files: [{ source, target: REQUEST }],
    memoryBytes: MEMORY_BYTES,
  };
  return askImage(deps.engine, question, limited);
}
