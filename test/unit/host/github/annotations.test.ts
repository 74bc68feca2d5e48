import { win32 } from 'node:path';
import { expect, test } from 'vitest';
import { pathInWorkspace } from '../../../../packages/host/src/github/annotations.ts';

const windows = { workspace: 'D:\\a\\repo', workingDirectory: 'D:\\a\\repo\\models', path: win32 };
const linux = { workspace: '/w/repo', workingDirectory: '/w/repo' };

test.each([
  ['score.py', 'models/score.py'],
  ['..\\src\\score.py', 'src/score.py'],
  ['d:\\a\\Repo\\x.py', 'x.py'],
  ['C:\\temp\\x.py', undefined],
  ['..\\..\\other\\x.py', undefined],
])('on Windows %s stands at %s', (file, expected) => {
  expect(pathInWorkspace(file, windows)).toBe(expected);
});

test.each([
  ['./src/score.py', 'src/score.py'],
  ['/w/repo/a/../b.json', 'b.json'],
  ['..data/x', '..data/x'],
  ['/w/repository/x', undefined],
  ['.', undefined],
])('%s stands at %s', (file, expected) => {
  expect(pathInWorkspace(file, linux)).toBe(expected);
});
