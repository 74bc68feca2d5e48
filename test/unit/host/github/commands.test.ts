import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCommand, formatStopped } from '../../../../packages/host/src/github/commands.ts';

/** What the runner does with a command's data and properties. */
function unescape(text: string): string {
  return text
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%0A', '\n')
    .replaceAll('%0D', '\r')
    .replaceAll('%25', '%');
}

test('a command is one line whatever its text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (data, file) => {
      const line = formatCommand('error', data, { file });
      expect(line.slice(0, -1)).not.toMatch(/[\r\n]/);
      expect(line.endsWith('\n')).toBe(true);
    }),
  );
});

test('the runner reads back the text and the properties that were written', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (data, file) => {
      const line = formatCommand('error', data, { file, line: 3 });
      const parts = /^::error file=(?<file>[^,]*),line=3::(?<data>.*)\n$/s.exec(line)?.groups;
      expect(unescape(parts?.['file'] ?? 'none')).toBe(file);
      expect(unescape(parts?.['data'] ?? 'none')).toBe(data);
    }),
  );
});

test('properties that are not known are left out', () => {
  expect(formatCommand('warning', 'text', { file: undefined })).toBe('::warning::text\n');
});

test('stopped text stands between the token and its end', () => {
  expect(formatStopped('::error::no', 'abc')).toBe('::stop-commands::abc\n::error::no\n::abc::\n');
});

test('what is shown has no mark of the log in it, what is hidden is as it is', () => {
  expect(formatCommand('error', 'a\n##[endgroup]b')).toBe('::error::a%0A# #[endgroup]b\n');
  expect(formatCommand('add-mask', '##[x')).toBe('::add-mask::##[x\n');
});
