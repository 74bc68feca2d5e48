import type { Fault, Place } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { KeyPath } from '../config/key-path.ts';
import { formatKeyPath } from '../config/key-path.ts';
import { nearest } from '../config/nearest.ts';

/** What a key of a configuration means to us. */
export type KeyRule =
  | { readonly kind: 'used' }
  | { readonly kind: 'group'; readonly keys: KeyTable }
  /** Has no effect on serving: accepted in silence. */
  | { readonly kind: 'ignored' }
  /** A warning that says what to do, unless null or neutral in the object it stands in. */
  | { readonly kind: 'noted'; readonly neutral: Neutral; readonly remedy: string }
  /** A fault, unless null or neutral. */
  | { readonly kind: 'unsupported'; readonly neutral: Neutral; readonly remedy: string };

export type Neutral = (value: unknown, siblings: Members) => boolean;
export type Members = { readonly [key: string]: unknown };
export type KeyTable = { readonly [key: string]: KeyRule };

export type KeyCheck = {
  readonly placeOf: (path: KeyPath) => Place;
  readonly faults: Fault[];
  readonly log: Pick<Log, 'warn'>;
};

/**
 * The used members without nulls (Python's `None` is one, as YAML files have it); the rest is
 * warned of, refused or dropped by its rule.
 */
export function checkKeys(
  members: Members,
  table: KeyTable,
  path: KeyPath,
  check: KeyCheck,
): Members {
  const clean: [string, unknown][] = [];
  for (const [name, value] of Object.entries(members)) {
    const here = [...path, name];
    const rule = Object.hasOwn(table, name) ? table[name] : undefined;
    if (rule === undefined) warnUnknown(here, table, check);
    else if (value !== null && value !== 'None') {
      const kept = applyRule({ rule, value, members }, here, check);
      if (kept !== undefined) clean.push([name, kept]);
    }
  }
  return Object.fromEntries(clean);
}

function applyRule(
  entry: { rule: KeyRule; value: unknown; members: Members },
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
    case 'noted': {
      if (rule.neutral(value, members)) return undefined;
      check.log.warn(`${formatKeyPath(here)} has no effect: ${rule.remedy}`, check.placeOf(here));
      return undefined;
    }
    case 'unsupported': {
      if (rule.neutral(value, members)) return undefined;
      const message = `${formatKeyPath(here)} is not supported yet; ${rule.remedy}`;
      check.faults.push({ message, place: check.placeOf(here) });
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
  check.log.warn(line, check.placeOf(here));
}

/** True for null, an empty text, list or object, and objects of nothing but such values. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.values(value).every(isBlank);
}

/** Narrows to an object with string keys; lists are none. */
export function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
