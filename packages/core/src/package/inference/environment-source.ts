import { stat } from 'node:fs/promises';
import path from 'node:path';
import { planPatterns } from '../plan/plan-patterns.ts';
import { findPath } from './find-path.ts';
import type { Reading } from './reading.ts';

/** What an environment's name stands for. */
export type EnvironmentSource =
  /** A JSON or YAML file: an environment, or a conda file. */
  | { readonly kind: 'file'; readonly path: string }
  /** As `Environment.save_to_directory` writes it, with what lies beside the JSON file. */
  | {
      readonly kind: 'folder';
      readonly path: string;
      readonly conda?: string;
      readonly dockerfile?: string;
    }
  | { readonly kind: 'image'; readonly reference: string }
  /** Known to an Azure ML workspace or registry only; without a version the latest is meant. */
  | { readonly kind: 'registered'; readonly name: string; readonly version?: string }
  | { readonly kind: 'fault'; readonly message: string };

const DESCRIPTION = 'azureml_environment.json';

/** Finds an environment by name: what is in the repository comes before an image. */
export async function namedEnvironment(name: string, reading: Reading): Promise<EnvironmentSource> {
  if (/^azureml:|^azureml-|^microsoft/i.test(name)) return registered(name);
  const { source, roots, within, log } = reading;
  const found = await findPath(
    {
      kind: 'any',
      value: name,
      name: 'environment',
      place: source.placeOf(['environment']),
      roots: [reading.workingDirectory, ...roots],
      within,
      whenSeveral: 'refuse',
    },
    log,
  );
  switch (found.kind) {
    case 'file':
      return { kind: 'file', path: found.path };
    case 'folder':
      return folderOf(found.path);
    case 'fault': {
      if (isPath(name)) return found;
      if (!/[/:@]/.test(name)) return registered(name);
      if (!planPatterns.image.test(name)) return found;
      log.info(`environment: ${name} is taken as an image.`);
      return { kind: 'image', reference: name };
    }
    default:
      return found satisfies never;
  }
}

function isPath(name: string): boolean {
  return /^\.|^\/|\\|\.(json|ya?ml)$/i.test(name);
}

async function folderOf(folder: string): Promise<EnvironmentSource> {
  const fileIn = async (name: string) => {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    return found?.isFile() ? file : undefined;
  };
  if ((await fileIn(DESCRIPTION)) === undefined) {
    const message = `environment: the folder ${folder} holds no ${DESCRIPTION}; name the environment's file itself`;
    return { kind: 'fault', message };
  }
  const conda = await fileIn('conda_dependencies.yml');
  const dockerfile = await fileIn('BaseDockerfile');
  return {
    kind: 'folder',
    path: folder,
    ...(conda === undefined ? {} : { conda }),
    ...(dockerfile === undefined ? {} : { dockerfile }),
  };
}

/** `NAME`, or `azureml:NAME:VERSION` as the second generation writes it. */
function registered(text: string): EnvironmentSource {
  const [, name = text, version] = /^azureml:([^:/]+)(?::(.+))?$/i.exec(text) ?? [];
  return { kind: 'registered', name, ...(version === undefined ? {} : { version }) };
}

/** What is said of a registered environment while nothing can look one up. */
export function whyNotRegistered(source: EnvironmentSource & { kind: 'registered' }): string {
  const { name, version } = source;
  const shown = version === undefined ? name : `${name}, version ${version},`;
  return `environment ${shown} is no file or folder of this repository and no image; environments that an Azure ML workspace knows by name are not supported here yet: write its contents here (docker.baseImage, python.condaDependencies), or name a conda file, a folder with ${DESCRIPTION}, or an image as HOST/NAME:TAG`;
}
