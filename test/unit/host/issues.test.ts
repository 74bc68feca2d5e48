import { formatIssue, messageWithKey } from '@package-model/host/issues';
import { expect, test } from 'vitest';

const place = { file: 'inferenceconfig.json', line: 2, column: 3, key: 'entryScript' };

test.each([
  [
    'no file there',
    'entryScript: no file there',
    'inferenceconfig.json:2:3 (entryScript): no file there',
  ],
  [
    'entryScript: no file there',
    'entryScript: no file there',
    'inferenceconfig.json:2:3: entryScript: no file there',
  ],
  [
    'entryScript is no text',
    'entryScript is no text',
    'inferenceconfig.json:2:3: entryScript is no text',
  ],
  [
    'entryScripts is no key',
    'entryScript: entryScripts is no key',
    'inferenceconfig.json:2:3 (entryScript): entryScripts is no key',
  ],
])('a key is named once: %s', (message, beside, alone) => {
  expect(messageWithKey({ message, place })).toBe(beside);
  expect(formatIssue({ message, place })).toBe(alone);
});
