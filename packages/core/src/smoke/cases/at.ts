import { resolve } from 'node:path';
import type * as z from 'zod/mini';
import { type Fault, messageOf } from '../../errors.ts';
import type { ConfigFile } from '../../package/config/config-value.ts';
import type { KeyPath } from '../../package/config/key-path.ts';
import { nearest } from '../../package/config/nearest.ts';
import { faultsOf } from '../../package/config/schema-faults.ts';
import { isRecord } from '../../is-record.ts';

/** Where in a cases file is being read, and the faults that were found on the way. */
export type At = {
  readonly file: ConfigFile;
  /** Of the case. */
  readonly path: KeyPath;
  /** Where paths in the file start. */
  readonly folder: string;
  readonly faults: Fault[];
};

/** What belongs to a key, for whoever wrote something else. */
const HINTS: Readonly<Record<string, string>> = {
  status: 'write a number from 100 to 599, a class like 2xx, or a list of them',
  method: 'write GET, POST, PUT, PATCH, DELETE, OPTIONS or HEAD',
  path: 'write a path that starts with /, blanks and other signs as %20',
  base64: 'write base64 with its padding',
  sha256: 'write 64 hex digits in small letters',
  tolerance: 'write a number, or {relative: …, absolute: …}, from 0 up',
  'content-type': 'write a media type like text/plain',
  repeat: 'write a whole number from 1 to 10000',
  'warm-up': 'write a whole number from 0 to 10000',
  'max-latency-ms': 'write a number of milliseconds above 0',
  headers: 'write names with their values as text',
  jsonpath: 'write {path: …, equals: …}, or a list of such',
  matches: 'write a regular expression, or a list of them',
};

/** Adds a fault that stands at a key of the case. */
export function fault(at: At, below: KeyPath, message: string): undefined {
  at.faults.push({ message, place: at.file.placeOf([...at.path, ...below]) });
  return undefined;
}

/** A part of the case by its schema; undefined, with every fault told, when it does not fit. */
export function readPart<T extends z.ZodMiniType>(
  schema: T,
  { value, below, known }: { value: unknown; below: KeyPath; known: readonly string[] },
  at: At,
): z.output<T> | undefined {
  unknownKeys(value, { below, known }, at);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const placeOf = (path: KeyPath) => at.file.placeOf([...at.path, ...path]);
  const found = faultsOf(parsed.error.issues, value, placeOf, below);
  at.faults.push(
    ...found.map((one, index) => ({
      ...one,
      message: hinted(one.message, parsed.error.issues[index]?.path ?? []),
    })),
  );
  return undefined;
}

function hinted(message: string, path: readonly PropertyKey[]): string {
  const hint = HINTS[String(path.find((part) => String(part) in HINTS))];
  return hint === undefined ? message : message.replace(/; [^;]*$/, `; ${hint}`);
}

/** Tells the keys of an object that nobody reads. */
export function unknownKeys(
  value: unknown,
  { below, known }: { readonly below: KeyPath; readonly known: readonly string[] },
  at: At,
): void {
  if (!isRecord(value)) return;
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`;
    fault(at, [...below, key], `${key} is not known here; ${hint}`);
  }
}

/** What `read` makes of a file that a case names; undefined, with the fault, when it fails. */
export async function fromFile<T>(
  name: string,
  below: KeyPath,
  { at, read }: { readonly at: At; readonly read: (path: string) => Promise<T> },
): Promise<T | undefined> {
  try {
    return await read(resolve(at.folder, name));
  } catch (error) {
    const key = below.findLast((part) => typeof part === 'string') ?? 'file';
    const message = `the ${key} ${name} cannot be read (${messageOf(error)}); check the path`;
    return fault(at, below, message);
  }
}
