import type { Answer } from '../exchange.ts';
import { isJson } from '../is-json.ts';

/**
 * An answer as one line of JSON: JSON as it came (`answer`), other text (`text`), other bytes
 * (`base64`). Digits of numbers stay as the service wrote them.
 */
export function answerLine(line: number, { status, body }: Answer): string {
  return `{"line":${line},"status":${status},${bodyField(body)}}\n`;
}

/** The line number that a line of `answerLine` begins with; undefined for anything else. */
export function lineNumberIn(start: string): number | undefined {
  const digits = /^\{"line":(\d{1,15}),"status":\d{3},"(?:answer|text|base64)":/.exec(start)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function bodyField(body: Uint8Array): string {
  const text = textOf(body);
  if (text === undefined) return `"base64":"${Buffer.from(body).toString('base64')}"`;
  if (!isJson(text)) return `"text":${JSON.stringify(text)}`;
  // Line ends stand only between JSON's tokens: within its strings they are escaped.
  return `"answer":${text.trim().replaceAll(/[\r\n]+/g, ' ')}`;
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
