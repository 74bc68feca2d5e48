import path from 'node:path';
import type { ConfigFile } from '../config/config-value.ts';
import type { KeyPath } from '../config/key-path.ts';
import { formatKeyPath } from '../config/key-path.ts';
import type { EnvironmentKeys } from './environment-keys.ts';
import { environmentKeys, environmentSchema } from './environment-keys.ts';
import { namedEnvironment, whyNotRegistered } from './environment-source.ts';
import { checkKeys, isBlank, isRecord } from './key-rules.ts';
import type { Members } from './key-rules.ts';
import { parseKeys } from './parse-keys.ts';
import type { Reading } from './reading.ts';
import { readConfig } from './reading.ts';

/** An environment's keys, and where they stand. */
export type EnvironmentPart = {
  readonly keys: EnvironmentKeys;
  readonly config: ConfigFile;
  /** Where its keys start in that file. */
  readonly path: KeyPath;
  /** The folder of the file that holds it, when that is a file of its own. */
  readonly folder?: string;
  /** The conda file that it is, or that lies beside it. */
  readonly conda?: ConfigFile;
  /** The Dockerfile that lies beside it. */
  readonly dockerfile?: string;
};

/**
 * Reads `environment`: an object in place, or the name of one (`environment-source.ts`). Undefined
 * when there is none, or when a fault says why it cannot be had.
 */
export async function readEnvironment(
  value: unknown,
  reading: Reading,
): Promise<EnvironmentPart | undefined> {
  const here: KeyPath = ['environment'];
  const { source } = reading;
  if (isRecord(value)) {
    if (isNameAlone(value)) return readByName(value, reading);
    const keys = parsePart(value, source, here, reading);
    return isBlank(value) ? undefined : { keys, config: source, path: here };
  }
  if (isBlank(value)) return undefined;
  if (typeof value === 'string') return readNamed(value, reading);
  const message = 'environment must be an object, or the name of one; correct it';
  reading.faults.push({ message, place: source.placeOf(here) });
  return undefined;
}

function isNameAlone(value: Members): boolean {
  const others = Object.entries(value).filter(([key]) => key !== 'name' && key !== 'version');
  return !isBlank(value.name) && others.every(([, member]) => isBlank(member));
}

/** An object of a name and nothing else was a registered environment, or an empty one. */
async function readByName(value: Members, reading: Reading): Promise<EnvironmentPart | undefined> {
  const { source } = reading;
  const name = String(value.name);
  if (/^(azureml|microsoft)/i.test(name)) return readNamed(name, reading);
  const line = `environment has nothing but the name ${name}: it is taken as an empty one; to use one that a workspace knows, write its contents here`;
  reading.log.warn(line, source.placeOf(['environment']));
  return { keys: {}, config: source, path: ['environment'] };
}

async function readNamed(name: string, reading: Reading): Promise<EnvironmentPart | undefined> {
  const { source, faults } = reading;
  const here: KeyPath = ['environment'];
  const found = await namedEnvironment(name, reading);
  switch (found.kind) {
    case 'image':
      return { keys: { docker: { baseImage: found.reference } }, config: source, path: here };
    case 'file': {
      const config = await readConfig(found.path, reading);
      return config && fromFile(config, found.path, reading);
    }
    case 'folder': {
      const config = await readConfig(path.join(found.path, 'azureml_environment.json'), reading);
      const part = config && fromFile(config, path.join(found.path, config.file), reading);
      const { dockerfile } = found;
      const conda = found.conda === undefined ? undefined : await readConfig(found.conda, reading);
      return (
        part && {
          ...part,
          folder: found.path,
          ...(conda === undefined ? {} : { conda }),
          ...(dockerfile === undefined ? {} : { dockerfile }),
        }
      );
    }
    case 'registered':
      faults.push({ message: whyNotRegistered(found), place: source.placeOf(here) });
      return undefined;
    case 'fault':
      faults.push({ message: found.message, place: source.placeOf(here) });
      return undefined;
    default:
      return found satisfies never;
  }
}

function fromFile(config: ConfigFile, file: string, reading: Reading): EnvironmentPart | undefined {
  const folder = path.dirname(file);
  const { value } = config;
  const refused = (message: string) => {
    reading.faults.push({ message, place: config.placeOf([]) });
    return undefined;
  };
  if (!isRecord(value)) {
    return refused(
      'this file, named as environment, is no environment and no conda file; name another',
    );
  }
  if ('dependencies' in value) return { keys: {}, config, path: [], folder, conda: config };
  if ('conda_file' in value || 'image' in value || 'build' in value) {
    return refused(
      'this is an environment of SDK v2, which an inference configuration cannot hold; name its conda file or its image as environment instead',
    );
  }
  return { keys: parsePart(value, config, [], reading), config, path: [], folder };
}

function parsePart(
  value: Members,
  config: ConfigFile,
  here: KeyPath,
  reading: Reading,
): EnvironmentKeys {
  const { faults, log } = reading;
  const clean = checkKeys(value, environmentKeys, here, { ...reading, placeOf: config.placeOf });
  const placeOf = (below: KeyPath) => config.placeOf([...here, ...below]);
  const parsed = parseKeys(environmentSchema, clean, { config, path: here });
  faults.push(...parsed.faults);
  const keys = parsed.keys ?? {};
  const { docker, python } = keys;
  const refused = (below: KeyPath, message: string) => {
    faults.push({ message, place: placeOf(below) });
  };
  if (docker?.baseImage !== undefined && docker.baseDockerfile !== undefined) {
    refused(
      ['docker', 'baseDockerfile'],
      `${formatKeyPath([...here, 'docker'])} has both baseImage and baseDockerfile; remove one of them`,
    );
  }
  const os = docker?.platform?.os?.toLowerCase() ?? 'linux';
  const architecture = docker?.platform?.architecture?.toLowerCase() ?? 'amd64';
  if (os !== 'linux' || architecture !== 'amd64') {
    refused(
      ['docker', 'platform'],
      `the platform ${os}/${architecture} is not supported yet; use linux/amd64`,
    );
  }
  const noted = (below: KeyPath, why: string) => {
    log.warn(`${formatKeyPath([...here, ...below])} ${why}`, placeOf(below));
  };
  const interpreter = python?.interpreterPath ?? 'python';
  if (python?.userManagedDependencies === true) {
    for (const key of [
      'condaDependencies',
      'condaDependenciesFile',
      'baseCondaEnvironment',
    ] as const) {
      if (isBlank(python[key])) continue;
      noted(
        ['python', key],
        'has no effect beside userManagedDependencies: the base image brings its own packages; remove one of the two',
      );
    }
  } else if (interpreter !== 'python') {
    noted(
      ['python', 'interpreterPath'],
      'has no effect without userManagedDependencies; remove it',
    );
  }
  return keys;
}
