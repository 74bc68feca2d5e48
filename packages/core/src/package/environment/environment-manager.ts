import { formatPlace } from '../../errors.ts';
import { knownImage } from '../../base/known-image.ts';
import type { EnvironmentManager } from '../plan/plan.ts';
import { minorVersion, whyNotPip } from './conda.ts';
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
 * base image's own conda where it is known to have one, else rattler, which needs none. A Python
 * that the file asks for on Azure ML's own base images is conda's too, as it was in v1.
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
  if (reason === undefined) {
    const python = pythonOf(file);
    if (python === undefined || baseImage === undefined || !isCondaBase(baseImage)) {
      return { manager: 'pip', why: 'PyPI has all its packages' };
    }
    const why = `${python} is made by the conda of ${baseImage}, whose own Python may be another`;
    return { manager: 'conda', why };
  }
  if (baseImage !== undefined && bringsConda(baseImage)) {
    return { manager: 'conda', why: `${reason}, and ${baseImage} brings conda` };
  }
  return { manager: 'rattler', why: `${reason}, and rattler needs no conda in the base image` };
}

/** True for images that are known to have conda at /opt/miniconda: those of Azure ML. */
export function bringsConda(image: string): boolean {
  return image.startsWith('mcr.microsoft.com/azureml/');
}

/** Azure ML's images that environments are made on; prebuilt ones hold theirs already. */
function isCondaBase(image: string): boolean {
  return knownImage(image)?.kind === 'base';
}

/** The file's entry of Python, where it names one version. */
function pythonOf(file: CondaFile): string | undefined {
  return file.entries.find(
    ({ spec }) => spec?.name === 'python' && minorVersion(spec) !== undefined,
  )?.text;
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
