import { maskFor, maskUrls } from '@package-model/core/engine/masking';
import { Secret } from '@package-model/core/secret';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

test('a secret never survives, wherever it stands', () => {
  const value = fc
    .string({ minLength: 4 })
    .filter((text) => text.trim().length >= 4 && !text.includes('*'));
  fc.assert(
    fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
      const masked = maskFor([new Secret(secret)])(`${before}${secret}${after}`);
      expect(masked).not.toContain(secret);
    }),
  );
});

test('each line of a secret file and the credentials in its URLs are masked', () => {
  const mask = maskFor([
    new Secret('[global]\nindex-url = https://robot:p%40ss-word@index.example/simple\n'),
  ]);
  expect(mask('Looking in indexes: https://robot:****@index.example/simple')).toBe(
    'Looking in indexes: https://***@index.example/simple',
  );
  expect(mask('user robot, password p@ss-word or p%40ss-word')).toBe(
    'user ***, password *** or ***',
  );
});

test('the longest of secrets that contain each other is masked whole', () => {
  expect(maskFor([new Secret('abcd'), new Secret('abcdef')])('x abcdef y')).toBe('x *** y');
});

test('credentials and signatures of any URL are masked', () => {
  expect(maskUrls('https://u:p@h/x?sv=1&sig=aGk%3D&se=2')).toBe(
    'https://***@h/x?sv=1&sig=***&se=2',
  );
  expect(maskUrls('https://h/x@sha256:ab')).toBe('https://h/x@sha256:ab');
});
