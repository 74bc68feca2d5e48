import type { Fault, Place } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Secret } from '../../secret.ts';
import * as z from 'zod/mini';
import type { ConfigFile } from '../config/config-value.ts';
import { readConfigFile } from '../config/config-file.ts';
import type { CondaSource } from '../environment/conda.ts';
import type { InferenceKeys, KeyTable, Members } from './inference-keys.ts';
import {
  inferenceKeys,
  inferenceSchema,
  isBlank,
  isRecord,
  replacedByEnvironment,
} from './inference-keys.ts';
import { locateFiles } from './inference-paths.ts';
import type { FoundFile } from './inference-paths.ts';
import type { KeyPath } from '../config/key-path.ts';
import { formatKeyPath } from '../config/key-path.ts';
import { nearest } from '../config/nearest.ts';
import { faultsOf } from '../config/schema-faults.ts';
import { checkVariables } from './variables.ts';

/** Text that a configuration names or holds, and the place of its first line. */
export type SourceText = { readonly text: string; readonly place: Place };

/** The registry of the base image, with a login where the configuration holds one. */
export type BaseRegistry = {
  readonly address: string;
  readonly username?: string;
  readonly password?: Secret;
};

/** An inference configuration, checked, its paths found. Paths are absolute and of this machine. */
export type InferenceConfig = {
  /** The configuration file, as messages name it. */
  readonly file: string;
  readonly entryScript: FoundFile;
  /** The folder whose tree goes into the image under its own base name. */
  readonly sourceDirectory?: string;
  /** The conda environment, unless the base image's own Python is used or none is named. */
  readonly conda?: CondaSource;
  readonly baseImage?: string;
  readonly userManaged: boolean;
  /** The Python to start with `userManaged`, when not `python`. */
  readonly interpreterPath?: string;
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly description?: string;
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

export type InferenceConfigOptions = {
  /** Where relative paths of the call start. */
  readonly workingDirectory: string;
  readonly log: Pick<Log, 'info' | 'warn'>;
};

/**
 * Reads inferenceconfig.json and the conda file it names. All faults are reported together as one
 * InputError; unknown keys and likely secrets are warnings.
 */
export async function readInferenceConfig(
  path: string,
  shownAs: string,
  options: InferenceConfigOptions,
): Promise<InferenceConfig> {
  const source = await readConfigFile(path, shownAs);
  const faults: Fault[] = [];
  const members = dropReplaced(source, options.log);
  const clean = checkKeys(members, inferenceKeys, [], { source, faults, log: options.log });
  const parsed = z.safeParse(inferenceSchema, clean);
  if (!parsed.success) {
    faults.push(...faultsOf(parsed.error.issues, clean, source.placeOf));
    refuse('BAD_FILE', faults);
  }
  const keys = parsed.data as InferenceKeys;
  faults.push(...checkValues(keys, source));
  const variables = keys.environment?.environmentVariables ?? {};
  const at = (name: string) => source.placeOf(['environment', 'environmentVariables', name]);
  faults.push(...checkVariables(variables, at, options.log));
  const located = await locateFiles(keys, { path, source, ...options });
  refuse('BAD_FILE', [...faults, ...located.faults]);
  const { entryScript } = located;
  if (entryScript === undefined) throw new TypeError('an entry script without fault was not found');
  return assemble(keys, source, { ...located, entryScript });
}

function assemble(
  keys: InferenceKeys,
  source: ConfigFile,
  located: {
    readonly entryScript: FoundFile;
    readonly sourceDirectory?: string;
    readonly conda?: ConfigFile;
  },
): InferenceConfig {
  const python = keys.environment?.python;
  const userManaged = python?.userManagedDependencies === true;
  const baseImage =
    keys.environment === undefined ? keys.baseImage : keys.environment.docker?.baseImage;
  const { sourceDirectory } = located;
  const conda = userManaged ? undefined : condaOf(keys, source, located.conda);
  const interpreterPath = userManaged ? python.interpreterPath : undefined;
  return {
    file: source.file,
    entryScript: located.entryScript,
    ...(sourceDirectory === undefined ? {} : { sourceDirectory }),
    ...(conda === undefined ? {} : { conda }),
    ...(baseImage === undefined ? {} : { baseImage }),
    userManaged,
    ...(interpreterPath === undefined || interpreterPath === 'python' ? {} : { interpreterPath }),
    environmentVariables: keys.environment?.environmentVariables ?? {},
    ...(keys.description === undefined ? {} : { description: keys.description }),
  };
}

function condaOf(
  keys: InferenceKeys,
  source: ConfigFile,
  file: ConfigFile | undefined,
): CondaSource | undefined {
  if (keys.environment?.python?.condaDependencies !== undefined) {
    return { config: source, path: ['environment', 'python', 'condaDependencies'] };
  }
  return file === undefined ? undefined : { config: file, path: [] };
}

function dropReplaced(source: ConfigFile, log: Pick<Log, 'warn'>): Members {
  if (!isRecord(source.value)) {
    const message = 'an inference configuration is an object: {"entryScript": "score.py", …}';
    refuse('BAD_FILE', [{ message, place: source.placeOf([]) }]);
    return {};
  }
  const members = source.value;
  if (isBlank(members.environment)) return members;
  const names = replacedByEnvironment.filter(
    (name) => !isBlank(members[name]) && members[name] !== false,
  );
  if (names.length > 0) {
    const line = `environment is used; ${names.join(', ')} beside it ${names.length === 1 ? 'is' : 'are'} ignored`;
    log.warn(line, source.placeOf(['environment']));
  }
  return Object.fromEntries(
    Object.entries(members).filter(([name]) => !replacedByEnvironment.includes(name)),
  );
}

type KeyCheck = {
  readonly source: ConfigFile;
  readonly faults: Fault[];
  readonly log: Pick<Log, 'warn'>;
};

/** The used members without nulls; the rest is warned of, refused or dropped by its rule. */
function checkKeys(members: Members, table: KeyTable, path: KeyPath, check: KeyCheck): Members {
  const clean: [string, unknown][] = [];
  for (const [name, value] of Object.entries(members)) {
    const here = [...path, name];
    const rule = Object.hasOwn(table, name) ? table[name] : undefined;
    if (rule === undefined) warnUnknown(here, table, check);
    else if (value !== null) {
      const kept = applyRule({ rule, value, members }, here, check);
      if (kept !== undefined) clean.push([name, kept]);
    }
  }
  return Object.fromEntries(clean);
}

function applyRule(
  entry: { rule: KeyTable[string]; value: unknown; members: Members },
  here: KeyPath,
  check: KeyCheck,
): unknown {
  const { rule, value, members } = entry;
  switch (rule.kind) {
    case 'used':
      return value === '' ? undefined : dropNulls(value);
    case 'group':
      return isRecord(value) ? checkKeys(value, rule.keys, here, check) : value;
    case 'ignored':
      return undefined;
    case 'unsupported': {
      if (rule.neutral(value, members)) return undefined;
      const message = `${formatKeyPath(here)} is not supported yet; ${rule.remedy}`;
      check.faults.push({ message, place: check.source.placeOf(here) });
      return undefined;
    }
    default:
      return rule satisfies never;
  }
}

function dropNulls(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

function warnUnknown(here: KeyPath, table: KeyTable, check: KeyCheck): void {
  const near = nearest(String(here.at(-1)), Object.keys(table));
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  const line = `${formatKeyPath(here)} is not a known key and is ignored${hint}`;
  check.log.warn(line, check.source.placeOf(here));
}

function checkValues(keys: InferenceKeys, source: ConfigFile): Fault[] {
  const faults: Fault[] = [];
  const runtime = keys.runtime?.toLowerCase();
  if (runtime === 'spark-py') {
    const message = 'the runtime spark-py is not supported yet; use python';
    faults.push({ message, place: source.placeOf(['runtime']) });
  } else if (runtime !== undefined && runtime !== 'python' && runtime !== 'python-slim') {
    const message = `there is no runtime ${JSON.stringify(keys.runtime)}; use python`;
    faults.push({ message, place: source.placeOf(['runtime']) });
  }
  const platform = keys.environment?.docker?.platform;
  const os = platform?.os?.toLowerCase() ?? 'linux';
  const architecture = platform?.architecture?.toLowerCase() ?? 'amd64';
  if (os !== 'linux' || architecture !== 'amd64') {
    const message = `the platform ${os}/${architecture} is not supported yet; use linux/amd64`;
    faults.push({ message, place: source.placeOf(['environment', 'docker', 'platform']) });
  }
  return faults;
}
