import { whyNotOnWindows } from '@package-model/core/files/windows-name';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

test.each([
  ['..\\..\\evil.exe', 'has "\\\\" in its name'],
  ['C:evil.exe', 'has ":" in its name'],
  ['model.bin:stream', 'has ":" in its name'],
  ['what?', 'has "?" in its name'],
  ['a*b', 'has "*" in its name'],
  ['line\nend', 'has "\\n" in its name'],
  ['trailing.', 'has a name that ends with a dot or a blank'],
  ['trailing ', 'has a name that ends with a dot or a blank'],
  ['nul', 'has the name of a device'],
  ['AUX.tar.gz', 'has the name of a device'],
  ['Com1.bin', 'has the name of a device'],
  ['lpt³', 'has the name of a device'],
  ['CONIN$', 'has the name of a device'],
])('%j is refused', (name, why) => {
  expect(whyNotOnWindows(name)).toBe(why);
});

test.each(['model.bin', '.hidden', 'console.log', 'com10', 'auxiliary', 'données ☃.bin', 'a b'])(
  '%j is a name',
  (name) => {
    expect(whyNotOnWindows(name)).toBeUndefined();
  },
);

test('no name that is taken has a second part or another drive', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      fc.pre(name !== '' && whyNotOnWindows(name) === undefined);
      expect(name).not.toMatch(/[\\/:]/);
      expect(name).not.toBe('..');
    }),
  );
});
