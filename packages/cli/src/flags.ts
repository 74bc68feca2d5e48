import { parseArgs } from 'node:util';
import type { Fault } from '@package-model/core/errors';
import { nearest } from '@package-model/core/package/config/nearest';
import type { InputTable } from '@package-model/steps/step';

/** Flags of the command line itself, which no step sees. */
export const ownFlags = ['json', 'debug', 'help'] as const;
type OwnFlag = (typeof ownFlags)[number];

export type Flags = {
  /** Texts of the inputs that were given. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly own: ReadonlySet<OwnFlag>;
  readonly positionals: readonly string[];
  readonly faults: readonly Fault[];
};

type Token = {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inline: boolean;
};

type Reading = {
  readonly table: InputTable;
  readonly inputs: Record<string, string>;
  readonly own: Set<OwnFlag>;
  readonly faults: Fault[];
};

/** Reads `--kebab-case` flags of a table; switches also as `--no-<name>`. Finds all faults. */
export function parseFlags(args: readonly string[], table: InputTable): Flags {
  const { tokens } = parseArgs({
    args: [...args],
    options: optionsOf(table),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const reading: Reading = { table, inputs: {}, own: new Set(), faults: [] };
  const positionals: string[] = [];
  let unknownAt = Number.NaN;
  for (const token of tokens) {
    // The word after an unknown flag was meant as its value: one fault is enough.
    if (token.kind === 'positional' && token.index !== unknownAt + 1) positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const before = reading.faults.length;
    readFlag({ name, rawName, value, inline: token.inlineValue === true }, reading);
    if (reading.faults.length > before && value === undefined) unknownAt = token.index;
  }
  const { inputs, own, faults } = reading;
  return { inputs, own, positionals, faults };
}

function optionsOf(table: InputTable): Record<string, { type: 'string' | 'boolean' }> {
  const options: Record<string, { type: 'string' | 'boolean' }> = {};
  for (const [name, input] of Object.entries(table)) {
    options[name] = { type: input.kind === 'boolean' ? 'boolean' : 'string' };
  }
  for (const name of ownFlags) options[name] = { type: 'boolean' };
  return options;
}

function readFlag(token: Token, reading: Reading): void {
  const own = ownFlags.find((flag) => token.rawName === `--${flag}`);
  if (own !== undefined) reading.own.add(own);
  else if (Object.hasOwn(reading.table, token.name) && token.rawName.startsWith('--')) {
    readInput(token, reading);
  } else if (isNegative(token, reading.table)) {
    give(token.name.slice('no-'.length), 'false', reading);
  } else reading.faults.push({ message: unknownFlag(token.rawName, reading.table) });
}

function isNegative({ name, value }: Token, table: InputTable): boolean {
  if (!name.startsWith('no-') || value !== undefined) return false;
  const positive = name.slice('no-'.length);
  return Object.hasOwn(table, positive) && table[positive]?.kind === 'boolean';
}

function readInput(token: Token, reading: Reading): void {
  const { name, rawName, value, inline } = token;
  if (reading.table[name]?.kind === 'boolean') {
    give(name, value ?? 'true', reading);
    return;
  }
  if (value === undefined || (!inline && value.startsWith('--'))) {
    const message = `${rawName} needs a value; where the value itself starts with "-", write ${rawName}=VALUE`;
    reading.faults.push({ message });
    return;
  }
  give(name, value, reading);
}

function give(name: string, text: string, reading: Reading): void {
  const before = reading.inputs[name];
  const { kind } = reading.table[name] ?? {};
  if (before === undefined) reading.inputs[name] = text;
  else if (kind === 'list' || kind === 'map') reading.inputs[name] = `${before}\n${text}`;
  else reading.faults.push({ message: `--${name} is given twice; give it once` });
}

function unknownFlag(rawName: string, table: InputTable): string {
  const word = rawName.replace(/^-+/, '').slice(0, 80);
  const guess = nearest(word, [...Object.keys(table), ...ownFlags]);
  const hint = guess === undefined ? '--help lists all of them' : `did you mean --${guess}?`;
  return `${JSON.stringify(rawName.slice(0, 82))} is not an input; ${hint}`;
}
