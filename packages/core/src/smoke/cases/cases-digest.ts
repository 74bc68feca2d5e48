import { canonicalJson, type Json } from '../../canonical-json.ts';
import { type Digest, digestOf } from '../../oci/digest.ts';
import type { SmokeCase } from './smoke-case.ts';

/** Digest of what is sent and expected; the same on each machine, bodies by their own digest. */
export function casesDigest(cases: readonly SmokeCase[]): Digest {
  return digestOf(canonicalJson(hashable(cases.map(unplaced))));
}

/** The same case wherever it is written. */
export function unplaced(one: SmokeCase): SmokeCase {
  const { place: _, ...sent } = one;
  return sent;
}

/** As canonical JSON takes it: bytes by their digest, NaN and Infinity as text. */
function hashable(value: unknown): Json {
  if (value instanceof Uint8Array) return digestOf(value);
  if (Array.isArray(value)) return value.map(hashable);
  if (typeof value === 'object' && value !== null) {
    // A body that is read when it is sent: where its file lies is another matter.
    if ('open' in value && 'digest' in value) return hashable(value.digest);
    const members = Object.entries(value).filter(([, member]) => isData(member));
    return Object.fromEntries(members.map(([key, member]) => [key, hashable(member)]));
  }
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'boolean' || typeof value === 'string' || value === null) return value;
  return typeof value === 'number' ? String(value) : null;
}

function isData(member: unknown): boolean {
  return member !== undefined && typeof member !== 'function';
}
