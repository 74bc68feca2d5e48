import path from 'node:path';
import type { ConfigFile } from '../config/config-value.ts';
import type { KeyPath } from '../config/key-path.ts';
import type { CondaSource } from '../environment/conda.ts';
import { planPatterns } from '../plan/plan-patterns.ts';
import { readBaseRegistry } from './base-registry.ts';
import type { BaseRegistry } from './base-registry.ts';
import { checkBaseImage } from './base-image.ts';
import type { EnvironmentPart } from './environment-part.ts';
import type { InferenceKeys } from './inference-keys.ts';
import { locate } from './inference-paths.ts';
import { isBlank } from './key-rules.ts';
import type { Reading } from './reading.ts';
import { readConfig, shownPath } from './reading.ts';
import type { SourceText } from './source-text.ts';
import { readDockerfile, readSource, readText } from './source-text.ts';
import { checkVariables } from './variables.ts';

/** What a configuration says of the environment, in whichever generation of keys. */
export type EnvironmentSettings = {
  /** The conda environment, unless the base image's own Python is used or none is named. */
  readonly conda?: CondaSource;
  readonly baseImage?: string;
  readonly userManaged: boolean;
  /** The Python to start with `userManaged`, when not `python`. */
  readonly interpreterPath?: string;
  readonly environmentVariables: Readonly<Record<string, string>>;
  /** Dockerfile lines to add to the environment. */
  readonly extraSteps?: SourceText;
  /** The Dockerfile that makes the base image. */
  readonly baseDockerfile?: SourceText;
  readonly baseRegistry?: BaseRegistry;
  /** There when a GPU is asked for. */
  readonly gpu?: { readonly cudaVersion?: string };
  /** A conda environment of the base image to start from: its name or path there. */
  readonly baseCondaEnvironment?: string;
};

/** Reads the flat keys of 2019. */
export async function flatSettings(
  keys: InferenceKeys,
  reading: Reading,
): Promise<EnvironmentSettings> {
  const { source, faults } = reading;
  const whenSeveral = whenSeveralOf(keys);
  const conda = await condaFile(keys.condaFile, ['condaFile'], { ...reading, whenSeveral });
  const stepsKey =
    keys.extraDockerfileSteps === undefined ? 'extraDockerFileSteps' : 'extraDockerfileSteps';
  const { extraDockerfileSteps: one, extraDockerFileSteps: other } = keys;
  if (one !== undefined && other !== undefined && one !== other) {
    const message = `extraDockerfileSteps (${one}) and extraDockerFileSteps (${other}) are one key in two spellings; remove one of them`;
    faults.push({ message, place: source.placeOf(['extraDockerFileSteps']) });
  }
  const extraSteps = await readSource(
    { kind: 'file', value: one ?? other, key: [stepsKey], whenSeveral },
    reading,
  );
  const check = { ...reading, placeOf: source.placeOf };
  const baseRegistry = readBaseRegistry(keys.baseImageRegistry, ['baseImageRegistry'], check);
  if (baseRegistry?.password !== undefined) reading.secretFiles.add(reading.file);
  const baseImage = checkBaseImage(keys.baseImage, ['baseImage'], check);
  const gpu = keys.enableGpu === true ? gpuOf(keys, reading) : undefined;
  return {
    userManaged: false,
    environmentVariables: {},
    ...(conda === undefined ? {} : { conda }),
    ...(baseImage === undefined ? {} : { baseImage }),
    ...(extraSteps === undefined ? {} : { extraSteps }),
    ...(baseRegistry === undefined ? {} : { baseRegistry }),
    ...(gpu === undefined ? {} : { gpu }),
  };
}

/** With a source directory there is no doubt: v1 looked there and nowhere else. */
function whenSeveralOf(keys: InferenceKeys): 'refuse' | 'warn' {
  return keys.sourceDirectory === undefined ? 'refuse' : 'warn';
}

function gpuOf(keys: InferenceKeys, reading: Reading): { cudaVersion?: string } {
  const { cudaVersion } = keys;
  if (cudaVersion === undefined || cudaVersion === '') return {};
  const text = typeof cudaVersion === 'number' ? cudaVersion.toFixed(1) : cudaVersion.trim();
  if (/^\d+\.\d+$/.test(text)) return { cudaVersion: text };
  const message = `cudaVersion ${JSON.stringify(text)} is not a version; write it as "11.8", or remove it`;
  reading.faults.push({ message, place: reading.source.placeOf(['cudaVersion']) });
  return {};
}

/** Reads `environment` and what it names. */
export async function environmentSettings(
  part: EnvironmentPart,
  keys: InferenceKeys,
  reading: Reading,
): Promise<EnvironmentSettings> {
  const { config, folder } = part;
  const { python, docker } = part.keys;
  const at = (...below: readonly string[]): KeyPath => [...part.path, ...below];
  const own = folder === undefined ? [] : [folder];
  const there: Reading & Several = {
    ...reading,
    roots: [...own, ...reading.roots],
    source: config,
    file: folder === undefined ? reading.file : path.join(folder, path.basename(config.file)),
    whenSeveral: folder === undefined ? whenSeveralOf(keys) : 'takeFirst',
  };
  const check = { ...reading, placeOf: config.placeOf };
  const variables = part.keys.environmentVariables ?? {};
  const checked = checkVariables(
    variables,
    (name) => config.placeOf(at('environmentVariables', name)),
    reading.log,
  );
  reading.faults.push(...checked.faults);
  const userManaged = python?.userManagedDependencies === true;
  const conda = userManaged ? undefined : await condaOf(part, there);
  const baseDockerfile = await dockerfileOf(part, there);
  const baseRegistry = readBaseRegistry(
    docker?.baseImageRegistry,
    at('docker', 'baseImageRegistry'),
    check,
  );
  const leftOut = Object.keys(checked.variables).length < Object.keys(variables).length;
  if (leftOut || baseRegistry?.password !== undefined) reading.secretFiles.add(there.file);
  const baseImage = checkBaseImage(docker?.baseImage, at('docker', 'baseImage'), check);
  const interpreterPath = userManaged ? python.interpreterPath : undefined;
  if (interpreterPath !== undefined && !planPatterns.interpreter.test(interpreterPath)) {
    const message = `interpreterPath ${JSON.stringify(interpreterPath)} is not the path of a program; correct it`;
    reading.faults.push({ message, place: config.placeOf(at('python', 'interpreterPath')) });
  }
  const base = userManaged ? undefined : python?.baseCondaEnvironment;
  return {
    userManaged,
    environmentVariables: checked.variables,
    ...(conda === undefined ? {} : { conda }),
    ...(baseImage === undefined ? {} : { baseImage }),
    ...(interpreterPath === undefined || interpreterPath === 'python' ? {} : { interpreterPath }),
    ...(baseDockerfile === undefined ? {} : { baseDockerfile }),
    ...(baseRegistry === undefined ? {} : { baseRegistry }),
    ...(base === undefined ? {} : { baseCondaEnvironment: base }),
  };
}

type Several = { readonly whenSeveral: 'refuse' | 'warn' | 'takeFirst' };

async function condaOf(
  part: EnvironmentPart,
  reading: Reading & Several,
): Promise<CondaSource | undefined> {
  const { python } = part.keys;
  if (!isBlank(python?.condaDependencies)) {
    return { config: part.config, path: [...part.path, 'python', 'condaDependencies'] };
  }
  if (python?.condaDependenciesFile !== undefined) {
    const key = [...part.path, 'python', 'condaDependenciesFile'];
    return condaFile(python.condaDependenciesFile, key, reading);
  }
  return part.conda === undefined ? undefined : { config: part.conda, path: [] };
}

async function dockerfileOf(
  part: EnvironmentPart,
  reading: Reading & Several,
): Promise<SourceText | undefined> {
  const value = part.keys.docker?.baseDockerfile;
  if (value === undefined && part.dockerfile !== undefined) {
    return readText(part.dockerfile, shownPath(part.dockerfile, reading), reading);
  }
  const key = [...part.path, 'docker', 'baseDockerfile'];
  return readDockerfile({ kind: 'file', value, key, whenSeveral: reading.whenSeveral }, reading);
}

async function condaFile(
  value: string | undefined,
  key: KeyPath,
  reading: Reading & Several,
): Promise<CondaSource | undefined> {
  const found = await locate(
    { kind: 'file', value, key, whenSeveral: reading.whenSeveral },
    reading,
  );
  const config: ConfigFile | undefined = found && (await readConfig(found.path, reading));
  return config === undefined ? undefined : { config, path: [] };
}
