import { Buffer } from 'node:buffer';
import type { Secret } from '../secret.ts';

/** Parts of secrets that may stand in no image; short ones would be found by chance. */
const SHORTEST_PART = 8;

/** Looks for bytes in a stream, across the borders of its chunks. */
export type CanaryFinder = {
  /** True from the chunk on in which one of them ends. */
  push(chunk: Uint8Array): boolean;
};

/**
 * What of a secret betrays it in an image: in URLs `user:password` and the password, as written and
 * decoded, and the token of `/t/token`; of other texts the whole. An address without credentials is
 * none: images know many.
 */
export function canariesOf(secrets: readonly Secret[]): readonly string[] {
  const parts = secrets.flatMap((secret) => {
    const text = secret.reveal();
    const credentials = [...text.matchAll(/:\/\/([^\s/@]+)@/g)].map(([, found]) => found ?? '');
    // Conda servers take a token as a part of the path.
    credentials.push(...[...text.matchAll(/\/t\/([^\s/]+)/g)].map(([, found]) => found ?? ''));
    if (credentials.length === 0) return text.includes('://') ? [] : [text.trim()];
    return credentials.flatMap((found) => {
      const password = found.slice(found.indexOf(':') + 1);
      return [found, decoded(found), password, decoded(password)];
    });
  });
  return [...new Set(parts)].filter((part) => Buffer.byteLength(part) >= SHORTEST_PART);
}

/** A finder for these texts; without any it costs nothing. */
export function canaryFinder(canaries: readonly string[]): CanaryFinder {
  const wanted = canaries.map((text) => Buffer.from(text));
  const overlap = Math.max(0, ...wanted.map((bytes) => bytes.length)) - 1;
  let tail = Buffer.alloc(0);
  let found = false;
  return {
    push(chunk) {
      if (found || wanted.length === 0) return found;
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const border = Buffer.concat([tail, bytes.subarray(0, overlap)]);
      found = wanted.some((canary) => border.includes(canary) || bytes.includes(canary));
      // Copied: whoever reads the stream may use the chunk's memory again.
      const last = bytes.length >= overlap ? bytes : Buffer.concat([tail, bytes]);
      tail = Buffer.from(last.subarray(Math.max(0, last.length - overlap)));
      return found;
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Not percent-encoded.
  }
}
