import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { argStringToArray } from '../../../../node_modules/@actions/exec/lib/toolrunner.js';
import { quoteProgram } from '../../../../packages/host/src/github/quote-program.ts';

test.each([
  'docker',
  'C:\\Program Files\\Docker\\docker.exe',
  '\\\\server\\share\\docker.exe',
  '\\\\server\\my share\\docker.exe',
  'C:\\tools\\',
  'C:\\my tools\\',
  'C:\\a\\"b"\\\\"c',
  ' docker\t',
])('@actions/exec reads %s as it is', (program) => {
  expect(argStringToArray(quoteProgram(program))).toEqual([program]);
});

test('@actions/exec reads any program as it is', () => {
  const part = fc.constantFrom('\\', '"', ' ', '\t', 'a', '/', "'", ':');
  const path = fc.oneof(fc.string({ unit: part, minLength: 1 }), fc.string({ minLength: 1 }));
  fc.assert(
    fc.property(path, (program) => {
      expect(argStringToArray(quoteProgram(program))).toEqual([program]);
    }),
  );
});
