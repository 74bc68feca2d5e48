import { hasEquivalent, readRow, rows } from '../../unit/docs/migrate-rows.ts';
import type { Reading, Row } from '../../unit/docs/migrate-rows.ts';

/** Rows that one call of their step proves together. */
export type MigrateCall = Pick<Reading, 'dialect'> & {
  readonly command: string;
  /** The places of the rows. */
  readonly at: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
};

/** Inputs that need what a test machine has not: their rows are called alone. */
export const unmet = [
  'gpus',
  'azure-subscription',
  'base-image',
  'base-registry-password',
] as const;

/** Inputs that a step takes only one of. */
const EXCLUSIVE = ['model', 'model-name'] as const;

type Values = MigrateCall['inputs'];

/** The calls of all rows of a step, in the order of the pages. */
export function migrateCalls(): readonly MigrateCall[] {
  const calls: MigrateCall[] = [];
  for (const row of rows.filter(hasEquivalent)) {
    const reading = readRow(row);
    if (reading.elsewhere.length > 0) continue;
    const at = calls.findIndex((call) => fits(reading, call));
    const before = calls[at];
    if (before === undefined) calls.push(toCall(row, reading));
    else calls[at] = joined(before, toCall(row, reading));
  }
  return calls;
}

/** Commands and requests that rows name of the engine and the service, each once. */
export function elsewhereOf(): readonly string[] {
  return [...new Set(rows.filter(hasEquivalent).flatMap((row) => readRow(row).elsewhere))];
}

function toCall({ at }: Row, { subject, dialect, inputs, outputs }: Reading): MigrateCall {
  return { command: subject.command, dialect, at, inputs, outputs };
}

function joined(one: MigrateCall, other: MigrateCall): MigrateCall {
  const [page = '', line = ''] = other.at.split(':');
  return {
    ...one,
    at: one.at.includes(page) ? `${one.at},${line}` : `${one.at} ${other.at}`,
    inputs: { ...one.inputs, ...other.inputs },
    outputs: [...one.outputs, ...other.outputs],
  };
}

function fits({ subject, dialect, inputs }: Reading, call: MigrateCall): boolean {
  if (call.dialect !== dialect || call.command !== subject.command) return false;
  if ([inputs, call.inputs].some((values) => unmet.some((name) => name in values))) return false;
  const both = { ...inputs, ...call.inputs };
  if (EXCLUSIVE.every((name) => name in both)) return false;
  return Object.entries(inputs).every(([name, text]) => agrees(call.inputs, name, text));
}

function agrees(values: Values, name: string, text: string): boolean {
  return !(name in values) || values[name] === text;
}
