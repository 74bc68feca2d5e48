import { hash } from 'node:crypto';

/** `sha256:<64 hex>`; made only by `parseDigest`, `digestOf` and the hashing streams. */
export type Digest = string & { readonly __brand: 'Digest' };

const SHA256 = /^sha256:[0-9a-f]{64}$/;

/** The digest in `text`, or undefined when it is not a sha256 digest. */
export function parseDigest(text: string): Digest | undefined {
  return isDigest(text) ? text : undefined;
}

function isDigest(text: string): text is Digest {
  return SHA256.test(text);
}

/** The sha256 digest of bytes in memory. */
export function digestOf(bytes: Uint8Array | string): Digest {
  return digestFromHex(hash('sha256', bytes));
}

/** A digest from the hex text of a finished sha256. */
export function digestFromHex(hex: string): Digest {
  const digest = parseDigest(`sha256:${hex}`);
  if (digest === undefined) throw new TypeError(`not a sha256: ${hex}`);
  return digest;
}

/** The 64 hex digits after `sha256:`. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length);
}
