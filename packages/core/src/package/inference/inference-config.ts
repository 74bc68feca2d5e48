import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { byPlace } from '../config/by-place.ts';
import type { ConfigFile } from '../config/config-value.ts';
import { readLenientFile } from '../config/lenient-file.ts';
import { checkCode } from '../code/code.ts';
import type { CondaSource } from '../environment/conda-file.ts';
import { readCondaFile } from '../environment/conda-file.ts';
import { checkEntryScript } from '../script/entry-script.ts';
import { readEnvironment } from './environment-part.ts';
import type { EnvironmentSettings } from './environment-settings.ts';
import { environmentSettings, flatSettings } from './environment-settings.ts';
import type { InferenceKeys } from './inference-keys.ts';
import { inferenceKeys, inferenceSchema, replacedByEnvironment } from './inference-keys.ts';
import type { FoundFile } from './inference-paths.ts';
import { locateCode } from './inference-paths.ts';
import type { Members } from './key-rules.ts';
import { checkKeys, isBlank, isRecord } from './key-rules.ts';
import { parseKeys } from './parse-keys.ts';
import type { Reading } from './reading.ts';
import { collect } from './reading.ts';
import { hasSecret, warnSecretTexts } from './secret-look.ts';

export type { BaseRegistry } from './base-registry.ts';
export type { SourceText } from './source-text.ts';

/** An inference configuration, checked, its paths found. Paths are absolute and of this machine. */
export type InferenceConfig = EnvironmentSettings & {
  /** The configuration file, as messages name it. */
  readonly file: string;
  readonly entryScript: FoundFile;
  /** The entry script's text where it is generated; `entryScript` then names no file. */
  readonly generatedScript?: string;
  /** The folder whose tree goes into the image under its own base name. */
  readonly sourceDirectory?: string;
  readonly description?: string;
  /** Files that hold a secret and stay out of the image, even where the code has them. */
  readonly withheld?: readonly string[];
};

export type InferenceConfigOptions = {
  /** Where relative paths of the call start. */
  readonly workingDirectory: string;
  readonly log: Pick<Log, 'info' | 'warn'>;
};

/**
 * Reads inferenceconfig.json (JSON or YAML) and the files it names. All faults are reported
 * together as one InputError, by place; unknown keys, keys without effect and secrets are warnings.
 */
export async function readInferenceConfig(
  path: string,
  shownAs: string,
  options: InferenceConfigOptions,
): Promise<InferenceConfig> {
  const { workingDirectory, log } = options;
  const source = await readLenientFile(path, shownAs);
  const faults: Fault[] = [];
  const members = dropReplaced(source, log);
  const check = { placeOf: source.placeOf, faults, log };
  const { environment, ...flat } = checkKeys(members, inferenceKeys, [], check);
  const parsed = parseKeys(inferenceSchema, flat, { config: source, path: [] });
  faults.push(...parsed.faults, ...checkValues(parsed.keys, flat, source));
  const keys = parsed.keys ?? {};
  const secretFiles = new Set(warnSecrets(members, source, log) ? [path] : []);
  const started = { source, file: path, workingDirectory, faults, secretFiles, log };
  const { reading, entryScript, sourceDirectory } = await locateCode(keys, started);
  const part = await readEnvironment(environment, reading);
  const settings =
    part === undefined
      ? await flatSettings(keys, reading)
      : await environmentSettings(part, keys, reading);
  if (faults.length > 0)
    await addLaterFaults({ entryScript, sourceDirectory, conda: settings.conda }, reading);
  refuse('BAD_FILE', byPlace(faults, shownAs));
  if (entryScript === undefined) throw new TypeError('an entry script without fault was not found');
  const { description } = keys;
  return {
    file: source.file,
    entryScript,
    ...(sourceDirectory === undefined ? {} : { sourceDirectory }),
    ...settings,
    ...(secretFiles.size === 0 ? {} : { withheld: [...secretFiles] }),
    ...(description === undefined || hasSecret(description) ? {} : { description }),
  };
}

function dropReplaced(source: ConfigFile, log: Pick<Log, 'warn'>): Members {
  if (!isRecord(source.value)) {
    const message = 'an inference configuration is an object: {"entryScript": "score.py", …}';
    refuse('BAD_FILE', [{ message, place: source.placeOf([]) }]);
    return {};
  }
  const members = source.value;
  if (isBlank(members.environment) || members.environment === 'None') return members;
  const names = replacedByEnvironment.filter(
    (name) => !isBlank(members[name]) && members[name] !== false && members[name] !== 'None',
  );
  if (names.length > 0) {
    const line = `environment is used; ${names.join(', ')} beside it ${names.length === 1 ? 'is' : 'are'} ignored`;
    log.warn(line, source.placeOf(['environment']));
  }
  return Object.fromEntries(
    Object.entries(members).filter(([name]) => !replacedByEnvironment.includes(name)),
  );
}

function checkValues(keys: InferenceKeys | undefined, given: Members, source: ConfigFile): Fault[] {
  const faults: Fault[] = [];
  const runtime = keys?.runtime?.toLowerCase();
  const place = source.placeOf(['runtime']);
  if (runtime === 'spark-py') {
    const message =
      'the runtime spark-py is not supported: Spark models cannot be packaged; use python with a model that scores without Spark';
    faults.push({ message, place });
  } else if (runtime !== undefined && runtime !== 'python' && runtime !== 'python-slim') {
    const message = `there is no runtime ${JSON.stringify(keys?.runtime)}; use python`;
    faults.push({ message, place });
  }
  if (given.entryScript === undefined) {
    const message =
      "entryScript is missing; add it, or name no inference configuration where the model's framework needs no script";
    faults.push({ message, place: source.placeOf(['entryScript']) });
  }
  return faults;
}

function warnSecrets(members: Members, source: ConfigFile, log: Pick<Log, 'warn'>): boolean {
  const others = Object.entries(members).filter(
    ([name]) => name !== 'environment' && name !== 'baseImageRegistry',
  );
  return warnSecretTexts(Object.fromEntries(others), { config: source, path: [] }, log);
}

/** What the plan would only find when nothing else is wrong: all faults come in one report. */
async function addLaterFaults(
  found: {
    entryScript: FoundFile | undefined;
    sourceDirectory: string | undefined;
    conda: CondaSource | undefined;
  },
  reading: Reading,
): Promise<void> {
  const { faults, log } = reading;
  const { entryScript, sourceDirectory, conda } = found;
  if (entryScript !== undefined) {
    faults.push(...((await collect(reading, () => checkEntryScript(entryScript, log))) ?? []));
    const code = { entryScript, ...(sourceDirectory === undefined ? {} : { sourceDirectory }) };
    faults.push(...((await collect(reading, () => checkCode(code))) ?? []));
  }
  if (conda === undefined) return;
  const file = await collect(reading, async () => readCondaFile(conda, log));
  if (file !== undefined) faults.push(...file.faults);
}
