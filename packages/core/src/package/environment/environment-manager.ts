import { formatPlace } from '../../errors.ts';
import type { EnvironmentManager } from '../plan/plan.ts';
import { whyNotPip } from './conda.ts';
import { isFolderChannel } from './conda-channels.ts';
import type { CondaFile } from './conda-file.ts';

export type ManagerQuestion = {
  readonly file: CondaFile;
  readonly baseImage: string | undefined;
  /** A conda environment of the base image to start from. */
  readonly baseEnvironment: string | undefined;
};

/**
 * The rule of `auto`, with its reason as one sentence: pip where PyPI has all packages, else the
 * base image's own conda where it is known to have one, else rattler, which needs none.
 */
export function chooseManager({ file, baseImage, baseEnvironment }: ManagerQuestion): {
  readonly manager: EnvironmentManager;
  readonly why: string;
} {
  if (baseEnvironment !== undefined) {
    const why = `it starts from the base image's conda environment ${baseEnvironment}`;
    return { manager: 'conda', why };
  }
  const reason = whyConda(file);
  if (reason === undefined) return { manager: 'pip', why: 'PyPI has all its packages' };
  if (baseImage !== undefined && bringsConda(baseImage)) {
    return { manager: 'conda', why: `${reason}, and ${baseImage} brings conda` };
  }
  return { manager: 'rattler', why: `${reason}, and rattler needs no conda in the base image` };
}

/** True for images that are known to have conda at /opt/miniconda: those of Azure ML. */
export function bringsConda(image: string): boolean {
  return image.startsWith('mcr.microsoft.com/azureml/');
}

/** True for managers that install conda packages. */
export function isCondaManager(manager: EnvironmentManager | undefined): boolean {
  return manager === 'conda' || manager === 'micromamba' || manager === 'rattler';
}

function whyConda(file: CondaFile): string | undefined {
  const folder = file.channels.find(({ text }) => isFolderChannel(text));
  if (folder !== undefined) return `the channel ${folder.text} is a folder of the repository`;
  const entry = file.entries.find((candidate) => whyNotPip(candidate) !== undefined);
  if (entry === undefined) return undefined;
  return `PyPI has no counterpart of ${entry.text} (${formatPlace(entry.place)})`;
}
