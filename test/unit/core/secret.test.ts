import { format, inspect } from 'node:util';
import { Secret } from '@package-model/core/secret';
import { expect, test } from 'vitest';

const canary = 'canary-4711';
const secret = new Secret(canary);

test('prints as *** in every way there is', () => {
  const holder = { secret, list: [secret] };
  const printed = [
    String(secret),
    JSON.stringify(holder),
    inspect(holder, { depth: 9, showHidden: true }),
    format('%s %o %j', secret, secret, secret),
    Object.entries(secret).join(''),
  ];
  for (const text of printed) expect(text).not.toContain(canary);
  expect(JSON.stringify(holder)).toBe('{"secret":"***","list":["***"]}');
});

test('gives its value only when asked', () => {
  expect(secret.reveal()).toBe(canary);
});
