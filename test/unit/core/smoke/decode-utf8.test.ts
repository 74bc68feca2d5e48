import { decodeUtf8 } from '@package-model/core/smoke/decode-utf8';
import { assert, oneof, property, string, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';

function byPlatform(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

test('reads any bytes as the decoder of the platform does', () => {
  const text = string({ unit: 'binary' }).map((value) => new TextEncoder().encode(value));
  const marked = text.map((bytes) => Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes]));
  assert(
    property(oneof(text, marked, uint8Array()), (bytes) => {
      expect(decodeUtf8(bytes)).toBe(byPlatform(bytes));
    }),
  );
});

test('reads a part of a larger buffer', () => {
  const whole = new TextEncoder().encode('xx\u{FEFF}größexx');
  expect(decodeUtf8(whole.subarray(2, whole.length - 2))).toBe('größe');
});
