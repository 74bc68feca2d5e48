import * as z from 'zod/mini';
import type { Fault, Place } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { ConfigFile } from '../config/config-value.ts';
import type { KeyPath } from '../config/key-path.ts';
import { nearest } from '../config/nearest.ts';
import { faultsOf } from '../config/schema-faults.ts';
import { isRecord } from '../inference/key-rules.ts';
import { checkVariables } from '../inference/variables.ts';
import type { CondaSpec } from './conda-spec.ts';
import { parseCondaSpec } from './conda-spec.ts';
import type { Requirement } from './pip-requirement.ts';
import { parsePipLine } from './pip-requirement.ts';

/** Where a conda environment stands: a file of its own, or an object inside another one. */
export type CondaSource = { readonly config: ConfigFile; readonly path: KeyPath };

/** Text of the file and where it stands. */
export type Placed = { readonly text: string; readonly place: Place };

/** One conda package; `spec` is there when pip's words can say it too. */
export type CondaEntry = Placed & { readonly spec: CondaSpec | undefined };

export type { Requirement } from './pip-requirement.ts';

/** A conda environment file, read but not decided upon. */
export type CondaFile = {
  readonly source: CondaSource;
  readonly entries: readonly CondaEntry[];
  readonly pip: readonly Requirement[];
  readonly channels: readonly Placed[];
  readonly variables: Readonly<Record<string, string>>;
  /** What is wrong whoever installs it. */
  readonly faults: readonly Fault[];
};

const KNOWN_KEYS = ['name', 'prefix', 'channels', 'dependencies', 'variables', 'platforms'];
const condaSchema = z.looseObject({
  channels: z.optional(z.nullable(z.array(z.string()))),
  dependencies: z.optional(
    z.nullable(
      z.array(
        z.union([
          z.string(),
          z.strictObject({
            pip: z.optional(z.nullable(z.array(z.union([z.string(), z.number()])))),
            // Some write conda's own packages as such a list too.
            conda: z.optional(z.nullable(z.array(z.string()))),
          }),
        ]),
      ),
    ),
  ),
  variables: z.optional(z.nullable(z.record(z.string(), z.union([z.string(), z.number()])))),
});

/** A conda environment that asks for nothing but pip's packages. */
export function plainCondaFile(pip: readonly Requirement[]): CondaFile {
  const source = { config: { file: '', value: {}, placeOf: () => ({}) }, path: [] };
  return { source, entries: [], pip, channels: [], variables: {}, faults: [] };
}

/** Reads a conda environment; InputError BAD_FILE when its shape is wrong, the rest as faults. */
export function readCondaFile(source: CondaSource, log: Pick<Log, 'warn'>): CondaFile {
  const value = valueAt(source);
  const placeOf = (path: KeyPath) => source.config.placeOf([...source.path, ...path]);
  warnUnknownKeys(value, source, log);
  const parsed = z.safeParse(condaSchema, value);
  if (!parsed.success) refuse('BAD_FILE', faultsOf(parsed.error.issues, value, placeOf));
  const { channels, dependencies, variables } = parsed.data as z.output<typeof condaSchema>;
  const entries: CondaEntry[] = [];
  const pip: Requirement[] = [];
  const faults: Fault[] = [];
  for (const [index, entry] of (dependencies ?? []).entries()) {
    const path = ['dependencies', index];
    if (typeof entry === 'string') {
      entries.push({ text: entry.trim(), place: placeOf(path), spec: parseCondaSpec(entry) });
      continue;
    }
    for (const [at, text] of (entry.conda ?? []).entries()) {
      const place = placeOf([...path, 'conda', at]);
      entries.push({ text: text.trim(), place, spec: parseCondaSpec(text) });
    }
    for (const [at, line] of (entry.pip ?? []).entries()) {
      readPipEntry({ text: String(line), place: placeOf([...path, 'pip', at]) }, { pip, faults });
    }
  }
  const texts = Object.entries(variables ?? {}).map(([name, text]) => [name, String(text)]);
  const strings: Record<string, string> = Object.fromEntries(texts);
  const checked = checkVariables(strings, (name) => placeOf(['variables', name]), log);
  faults.push(...checked.faults);
  const listed = (channels ?? []).map((text, index) => ({
    text: text.trim(),
    place: placeOf(['channels', index]),
  }));
  return {
    source,
    entries,
    pip,
    channels: listed,
    variables: checked.variables,
    faults,
  };
}

function readPipEntry(
  { text, place }: Placed,
  into: { readonly pip: Requirement[]; readonly faults: Fault[] },
): void {
  const parsed = parsePipLine(text);
  switch (parsed.kind) {
    case 'empty':
      return;
    case 'refused': {
      const shown = text.includes('://') ? 'this line' : JSON.stringify(text.trim());
      into.faults.push({ message: `${shown} ${parsed.why}`, place });
      return;
    }
    case 'requirement':
    case 'url':
      into.pip.push({ name: parsed.name, text: parsed.text, place });
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
