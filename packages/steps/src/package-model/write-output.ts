import { resolve } from 'node:path';
import { InputError } from '@package-model/core/errors';
import { folderState, replaceFolder } from '@package-model/core/files/replace-folder';
import type { StepContext } from '../step.ts';
import { configMapFile } from './dockerfile-readme.ts';
import { writeDockerfile, writeEnvironmentFiles } from './write-dockerfile.ts';
import type { DockerfileContent } from './write-dockerfile.ts';

/**
 * Writes a folder that plain `docker build` takes, as a whole or not at all. BAD_INPUT where
 * something else stands there.
 */
export async function writeOutput(
  content: Omit<DockerfileContent, 'folder'>,
  shownAs: string,
  context: StepContext,
): Promise<void> {
  const { settings, signal, log } = context;
  const folder = resolve(settings.workingDirectory, shownAs);
  const state = await folderState(folder, configMapFile);
  if (state === 'foreign') {
    const message = `${shownAs} is not empty and no such folder (it has no ${configMapFile}); name another folder, or empty it`;
    throw new InputError('BAD_INPUT', [{ message, place: { key: context.spell('output') } }]);
  }
  await replaceFolder(folder, state, async (fresh) => {
    await writeEnvironmentFiles(content.created, fresh, signal);
    await writeDockerfile({ ...content, folder: fresh }, context);
    signal.throwIfAborted();
  });
  log.info(`Wrote ${shownAs}: its README.md has the commands of docker.`);
}
