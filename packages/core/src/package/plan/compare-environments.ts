import { compareCodeUnits } from '../../canonical-json.ts';
import type { LockedEnvironment } from './lock-file.ts';

/** One difference of two locks; `from` is absent for what is new, `to` for what is gone. */
export type LockChange = { readonly what: string; readonly from?: string; readonly to?: string };

/** What a new lock of an environment changes: the base image first, then packages by name. */
export function compareEnvironments(
  before: LockedEnvironment | undefined,
  after: LockedEnvironment,
): LockChange[] {
  const what = `base ${after.baseImage}`;
  const base = change(what, before && baseOf(before, after), baseOf(after, before ?? after));
  const old = versions(before?.packages ?? []);
  const fresh = versions(after.packages);
  const names = [...new Set([...old.keys(), ...fresh.keys()])].toSorted(compareCodeUnits);
  return [base, ...names.map((name) => change(name, old.get(name), fresh.get(name)))].filter(
    ({ from, to }) => from !== to,
  );
}

/** The manifest digest where both locks have one: it is the name that registries know. */
function baseOf(own: LockedEnvironment, other: LockedEnvironment): string {
  const { baseDigest, baseIdentity } = own;
  return other.baseDigest === undefined ? baseIdentity : (baseDigest ?? baseIdentity);
}

function versions(packages: readonly string[]): Map<string, string> {
  return new Map(
    packages.map((line) => {
      const at = line.indexOf('==');
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 2)];
    }),
  );
}

function change(what: string, from: string | undefined, to: string | undefined): LockChange {
  return {
    what,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** The changes as a table for people. */
export function renderChanges(changes: readonly LockChange[]): string {
  const rows = changes.map(({ what, from, to }) => [what, short(from), short(to)] as const);
  const all = [['WHAT', 'BEFORE', 'NOW'] as const, ...rows];
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map(
      ([what, from, to]) => `${what.padEnd(widths[0] ?? 0)}  ${from.padEnd(widths[1] ?? 0)}  ${to}`,
    )
    .join('\n');
}

const SHORT_DIGEST = 'sha256:'.length + 12;

function short(value: string | undefined): string {
  if (value === undefined) return '–';
  return value.startsWith('sha256:') ? value.slice(0, SHORT_DIGEST) : value;
}
