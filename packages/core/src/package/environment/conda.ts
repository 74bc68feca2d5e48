import * as z from 'zod/mini';
import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { broughtByVenv, pypiNames } from './conda-names.ts';
import type { CondaSpec } from './conda-spec.ts';
import { parseCondaSpec } from './conda-spec.ts';
import type { ConfigFile } from '../config/config-value.ts';
import { isRecord } from '../inference/inference-keys.ts';
import type { KeyPath } from '../config/key-path.ts';
import { nearest } from '../config/nearest.ts';
import { normalizeName, parsePipLine } from './pip-requirement.ts';
import { faultsOf } from '../config/schema-faults.ts';
import { isServer, serverPackages, serverRequirement } from './scoring-server.ts';
import { checkVariables } from '../inference/variables.ts';

/** Where a conda environment stands: a file of its own, or an object inside another one. */
export type CondaSource = { readonly config: ConfigFile; readonly path: KeyPath };

/** A conda environment as a base image without conda can have it. */
export type PipEnvironment = {
  /** `3.11`, when the file asks for one. */
  readonly pythonVersion?: string;
  /** Requirement lines; the scoring server is always among them. */
  readonly pip: readonly string[];
  /** One sentence per package that is not taken over as it stands. */
  readonly notes: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
};

const KNOWN_KEYS = ['name', 'prefix', 'channels', 'dependencies', 'variables', 'platforms'];
const condaSchema = z.looseObject({
  dependencies: z.optional(
    z.nullable(
      z.array(
        z.union([
          z.string(),
          z.object({ pip: z.nullable(z.array(z.union([z.string(), z.number()]))) }),
        ]),
      ),
    ),
  ),
  variables: z.optional(z.nullable(z.record(z.string(), z.union([z.string(), z.number()])))),
});

type Reading = {
  readonly source: CondaSource;
  readonly faults: Fault[];
  readonly notes: string[];
  readonly moved: { readonly name: string; readonly text: string }[];
  readonly pip: { readonly name: string | undefined; readonly text: string }[];
  pythonVersion?: string;
};

/**
 * Turns a conda environment into pip requirements by a printed rule; without one only the scoring
 * server is installed. InputError BAD_FILE names each package that pip cannot have.
 */
export function parseConda(
  source: CondaSource | undefined,
  log: Pick<Log, 'info' | 'warn'>,
): PipEnvironment {
  if (source === undefined) return withServer([], undefined, { log, notes: [] });
  const value = valueAt(source);
  const placeOf = (path: KeyPath) => source.config.placeOf([...source.path, ...path]);
  warnUnknownKeys(value, source, log);
  const parsed = z.safeParse(condaSchema, value);
  if (!parsed.success) refuse('BAD_FILE', faultsOf(parsed.error.issues, value, placeOf));
  const { dependencies, variables } = parsed.data as z.output<typeof condaSchema>;
  const reading: Reading = { source, faults: [], notes: [], moved: [], pip: [] };
  for (const [index, entry] of (dependencies ?? []).entries()) {
    const path = ['dependencies', index];
    if (typeof entry === 'string') readCondaEntry(entry, path, reading);
    else
      for (const [at, line] of (entry.pip ?? []).entries()) {
        readPipEntry(String(line), [...path, 'pip', at], reading);
      }
  }
  const texts = Object.entries(variables ?? {}).map(([name, text]) => [name, String(text)]);
  const strings: Record<string, string> = Object.fromEntries(texts);
  const fault = (name: string) => placeOf(['variables', name]);
  reading.faults.push(...checkVariables(strings, fault, log));
  refuse('BAD_FILE', reading.faults);
  return { ...finish(reading, log), variables: strings };
}

function finish(reading: Reading, log: Pick<Log, 'info'>): PipEnvironment {
  const { notes, pythonVersion } = reading;
  const pipNames = new Set(reading.pip.map((entry) => entry.name));
  const moved = reading.moved.filter((entry) => {
    if (!pipNames.has(entry.name)) return true;
    notes.push(`${entry.text} of the conda part gives way to the pip part's own line.`);
    return false;
  });
  return withServer([...moved, ...reading.pip], pythonVersion, { log, notes });
}

function withServer(
  entries: readonly { readonly name: string | undefined; readonly text: string }[],
  pythonVersion: string | undefined,
  out: { readonly log: Pick<Log, 'info'>; readonly notes: string[] },
): PipEnvironment {
  const { notes, log } = out;
  const server = serverRequirement(pythonVersion);
  const hasServer = entries.some((entry) => isServer(entry.name));
  const kept = entries.filter((entry) => entry.name !== serverPackages.metapackage);
  const pip = kept.map((entry) => entry.text);
  if (kept.length < entries.length) {
    const instead = hasServer ? 'the server that is listed' : server;
    notes.push(
      `${serverPackages.metapackage} is replaced by ${instead}: it needs azureml-core, which current Pythons cannot install.`,
    );
  } else if (!hasServer) {
    notes.push(`${server} is added: it is the scoring server, and nothing listed brings it.`);
  }
  if (!hasServer) pip.push(server);
  for (const note of notes) log.info(note);
  return { pip, notes, variables: {}, ...(pythonVersion === undefined ? {} : { pythonVersion }) };
}

function readCondaEntry(entry: string, path: KeyPath, reading: Reading): void {
  const place = reading.source.config.placeOf([...reading.source.path, ...path]);
  const spec = parseCondaSpec(entry);
  if (spec === undefined) {
    const message = `${JSON.stringify(entry)} cannot be said to pip; full conda support is not there yet: move it to the pip section with a version pip knows`;
    reading.faults.push({ message, place });
  } else if (spec.name === 'python') readPython(spec, entry, reading);
  else if (broughtByVenv.includes(spec.name)) {
    reading.notes.push(`${entry} is dropped: each virtual environment brings ${spec.name}.`);
  } else if (Object.hasOwn(pypiNames, spec.name)) movePackage(spec, entry, reading);
  else {
    const near = nearest(spec.name, Object.keys(pypiNames));
    const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
    const message = `the conda package ${spec.name} has no known counterpart on PyPI${hint}; full conda support is not there yet: move it to the pip section if PyPI has it, or use a base image that brings it`;
    reading.faults.push({ message, place });
  }
}

function movePackage(spec: CondaSpec, entry: string, reading: Reading): void {
  const name = pypiNames[spec.name] ?? spec.name;
  const text = `${name}${spec.version}`;
  const without = spec.dropped.length === 0 ? '' : `, without ${spec.dropped.join(' and ')}`;
  reading.moved.push({ name: normalizeName(name), text });
  reading.notes.push(`conda's ${entry} is installed by pip as ${text}${without}.`);
}

function readPython(spec: CondaSpec, entry: string, reading: Reading): void {
  const version = /^==(\d+\.\d+)/.exec(spec.version)?.[1];
  if (version === undefined) {
    reading.notes.push(`${entry} names no single version: the base image's Python is used.`);
    return;
  }
  reading.pythonVersion = version;
  if (spec.version !== `==${version}.*` && spec.version !== `==${version}`) {
    reading.notes.push(`${entry} is read as Python ${version}: the base image sets the rest.`);
  }
}

function readPipEntry(line: string, path: KeyPath, reading: Reading): void {
  const place = reading.source.config.placeOf([...reading.source.path, ...path]);
  const parsed = parsePipLine(line);
  switch (parsed.kind) {
    case 'empty':
      return;
    case 'refused': {
      const shown = line.includes('://') ? 'this line' : JSON.stringify(line.trim());
      reading.faults.push({ message: `${shown} ${parsed.why}`, place });
      return;
    }
    case 'requirement':
    case 'url':
      reading.pip.push({ name: parsed.name, text: parsed.text });
      return;
    default:
      parsed satisfies never;
  }
}

function warnUnknownKeys(value: unknown, source: CondaSource, log: Pick<Log, 'warn'>): void {
  if (!isRecord(value)) return;
  for (const key of Object.keys(value).filter((name) => !KNOWN_KEYS.includes(name))) {
    const near = nearest(key, KNOWN_KEYS);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    const place = source.config.placeOf([...source.path, key]);
    log.warn(`${key} is not a known key of a conda environment and is ignored${hint}`, place);
  }
}

function valueAt(source: CondaSource): unknown {
  let value = source.config.value;
  for (const part of source.path) value = isRecord(value) ? value[part] : undefined;
  return value;
}
