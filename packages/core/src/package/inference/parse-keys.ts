import type * as z from 'zod/mini';
import type { Fault } from '../../errors.ts';
import type { ConfigFile } from '../config/config-value.ts';
import type { KeyPath } from '../config/key-path.ts';
import { faultsOf } from '../config/schema-faults.ts';
import { isRecord } from './key-rules.ts';
import type { Members } from './key-rules.ts';

/** What a schema takes of some members, and a fault for each key that it does not take. */
export type ParsedKeys<T> = { readonly keys: T | undefined; readonly faults: readonly Fault[] };

/**
 * Parses members whose keys are all optional. A key of the wrong type becomes a fault and counts as
 * absent, so that the rest of a file is still checked and all faults come together.
 */
export function parseKeys<T>(
  schema: z.ZodMiniType<T>,
  members: Members,
  at: { readonly config: ConfigFile; readonly path: KeyPath },
): ParsedKeys<T> {
  const first = schema.safeParse(members);
  if (first.success) return { keys: first.data, faults: [] };
  const faults = faultsOf(first.error.issues, members, at.config.placeOf, at.path);
  let rest: unknown = members;
  for (const issue of first.error.issues) rest = without(rest, issue.path);
  const second = schema.safeParse(rest);
  return { keys: second.success ? second.data : undefined, faults };
}

function without(value: unknown, path: readonly PropertyKey[]): unknown {
  const [key, ...below] = path;
  if (!isRecord(value) || key === undefined) return undefined;
  const name = String(key);
  const { [name]: member, ...others } = value;
  const kept = below.length === 0 ? undefined : without(member, below);
  return kept === undefined ? others : { ...others, [name]: kept };
}
