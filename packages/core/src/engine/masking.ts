import { hiderOf } from '../secret.ts';
import type { Secret } from '../secret.ts';

/** A text without the secrets: their values, lines of theirs, credentials in URLs. */
export type Mask = (text: string) => string;

const shortestPart = 4;

/** A mask for these secrets; credentials and signatures in any URL are masked as well. */
export function maskFor(secrets: readonly Secret[]): Mask {
  const parts = secrets.flatMap((secret) => partsOf(secret.reveal()));
  const hide = hiderOf([...new Set(parts)]);
  return (text) => maskUrls(hide(text));
}

/** `https://user:password@host` → `https://***@host`; signatures and tokens in queries too. */
export function maskUrls(text: string): string {
  return text
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, '$1***@')
    .replaceAll(/([?&](?:sig|token|access_token|code|key)=)[^\s&"']+/gi, '$1***');
}

function partsOf(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const credentials = [...value.matchAll(/:\/\/([^\s/@]+)@/g)].flatMap(([, found]) =>
    (found ?? '').split(':').flatMap((part) => [part, decoded(part)]),
  );
  const long = [...lines, ...credentials].filter((part) => part.length >= shortestPart);
  return value === '' ? long : [value, ...long];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded: the text as it is stands in the list already.
    return text;
  }
}
