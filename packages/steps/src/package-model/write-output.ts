import { resolve } from 'node:path';
import { InputError } from '@package-model/core/errors';
import { folderState, replaceFolder } from '@package-model/core/files/replace-folder';
import type { FolderState } from '@package-model/core/files/replace-folder';
import type { StepContext } from '../step.ts';
import { configMapFile } from './dockerfile-readme.ts';
import { writeDockerfile, writeEnvironmentFiles } from './write-dockerfile.ts';
import type { DockerfileContent } from './write-dockerfile.ts';

/** A place for a folder that plain `docker build` takes. */
export type OutputFolder = {
  readonly folder: string;
  readonly shownAs: string;
  readonly state: Exclude<FolderState, 'foreign'>;
};

/** Looks at the place before anything is written; BAD_INPUT where something else stands there. */
export async function openOutput(shownAs: string, context: StepContext): Promise<OutputFolder> {
  const folder = resolve(context.settings.workingDirectory, shownAs);
  const state = await folderState(folder, configMapFile);
  if (state !== 'foreign') return { folder, shownAs, state };
  const message = `${shownAs} is not empty and is no folder that this step has written (it has no ${configMapFile}); name another folder, or empty it`;
  throw new InputError('BAD_INPUT', [{ message, place: { key: context.spell('output') } }]);
}

/** Writes the folder, as a whole or not at all. */
export async function writeOutput(
  content: Omit<DockerfileContent, 'folder'>,
  { folder, shownAs, state }: OutputFolder,
  context: StepContext,
): Promise<void> {
  const { signal, log } = context;
  await replaceFolder(folder, state, async (fresh) => {
    await writeEnvironmentFiles(content.created, fresh, signal);
    await writeDockerfile({ ...content, folder: fresh }, context);
    signal.throwIfAborted();
  });
  log.info(`Wrote ${shownAs}: its README.md has the commands of docker.`);
}
