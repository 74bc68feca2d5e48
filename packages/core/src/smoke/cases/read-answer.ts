import type { Answer } from '../exchange.ts';
import { formatSize } from '../../format-size.ts';
import { decodeUtf8 } from '../decode-utf8.ts';
import { parseAnswer } from './compare.ts';

/** The body of an answer as text, or why it cannot be read as that. */
export type AnswerText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly fault: string };

/** The value of a JSON answer; one in a JSON string is decoded. */
export type AnswerJson = {
  readonly value: unknown;
  /** The value in `value` when that is a text which holds a JSON list or object. */
  readonly inner: unknown;
  readonly isEncodedTwice: boolean;
  /** False where `NaN` or `Infinity` stand in it, which no JSON has. */
  readonly isStrict: boolean;
};

/** Reads a body in the charset of its content-type, UTF-8 where it names none. */
export function readText(answer: Answer): AnswerText {
  const { body, sizeBytes, headers } = answer;
  if (sizeBytes > body.byteLength) {
    const sizes = `${formatSize(sizeBytes)}, of which ${formatSize(body.byteLength)} are looked at`;
    const fault = `the answer is too large to be read (${sizes}); expect its sha256 or bytes-file`;
    return { kind: 'unreadable', fault };
  }
  const charset = charsetOf(headers.get('content-type') ?? '');
  const text = charset === 'utf-8' ? decodeUtf8(body) : undefined;
  if (text !== undefined) return { kind: 'text', text };
  try {
    return { kind: 'text', text: new TextDecoder(charset, { fatal: true }).decode(body) };
  } catch {
    const shown = Buffer.from(body.subarray(0, 16)).toString('hex');
    const fault = `the answer is not ${charset.toUpperCase()} text (its ${body.byteLength} bytes start with ${shown}); return text, or expect its sha256 or bytes-file`;
    return { kind: 'unreadable', fault };
  }
}

/** The text as JSON; undefined when it is none. */
export function readJson(text: string): AnswerJson | undefined {
  const parsed = parseAnswer(text);
  if (parsed === undefined) return undefined;
  const { value } = parsed;
  const inner = typeof value === 'string' ? parseAnswer(value) : undefined;
  const isEncodedTwice = typeof inner?.value === 'object' && inner.value !== null;
  return {
    value,
    inner: isEncodedTwice ? inner.value : value,
    isEncodedTwice,
    isStrict: parsed.strict && (!isEncodedTwice || inner.strict),
  };
}

function charsetOf(contentType: string): string {
  const named = /;\s*charset="?([\w-]+)/i.exec(contentType)?.[1];
  if (named === undefined) return 'utf-8';
  try {
    return new TextDecoder(named).encoding;
  } catch {
    // A charset that nobody knows: UTF-8 is what most mean.
    return 'utf-8';
  }
}
