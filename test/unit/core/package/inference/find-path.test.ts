import { mkdir, realpath, symlink } from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { findPath } from '@package-model/core/package/inference/find-path';
import { isInside, repositoryOf } from '@package-model/core/package/inference/repository';
import type { Want } from '@package-model/core/package/inference/find-path';
import { expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

function want(root: string, change: Partial<Want>): Want {
  return {
    kind: 'file',
    value: 'a.txt',
    name: 'condaFile',
    place: { file: 'c.json', line: 3 },
    roots: [root],
    within: [root],
    whenSeveral: 'refuse',
    ...change,
  };
}

test('takes the name that the disk has, and warns of other capital letters', async () => {
  const root = await temporaryFolder({ 'Env/MyEnv.yml': '' });
  const log = recordingLog();
  const found = await findPath(want(root, { value: 'env/myenv.YML' }), log);
  expect(found).toEqual({ kind: 'file', path: path.join(root, 'Env/MyEnv.yml') });
  expect(log.warnings[0]?.line).toContain(`took ${root}/Env/MyEnv.yml`);
  expect(log.warnings[0]?.place).toEqual({ file: 'c.json', line: 3 });
});

test('does not choose between two names that differ in capital letters only', async () => {
  const root = await temporaryFolder({ 'A.txt': '1', 'a.TXT': '2' });
  const found = await findPath(want(root, {}), recordingLog());
  expect(found).toMatchObject({ kind: 'fault' });
});

test('prefers the exact name elsewhere to another spelling in the first folder', async () => {
  const root = await temporaryFolder({ 'one/A.txt': '1', 'two/a.txt': '2' });
  const roots = [path.join(root, 'one'), path.join(root, 'two')];
  const found = await findPath(want(root, { roots }), recordingLog());
  expect(found).toEqual({ kind: 'file', path: path.join(root, 'two/a.txt') });
});

test.each([
  ['refuse', { kind: 'fault' }],
  ['warn', { kind: 'file' }],
  ['takeFirst', { kind: 'file' }],
] as const)('meets two files that differ as it is told: %s', async (whenSeveral, outcome) => {
  const root = await temporaryFolder({ 'one/a.txt': '1', 'two/a.txt': '2' });
  const log = recordingLog();
  const roots = [path.join(root, 'one'), path.join(root, 'two')];
  const found = await findPath(want(root, { roots, whenSeveral }), log);
  expect(found).toMatchObject(outcome);
  if (found.kind === 'fault') {
    expect(found.message).toContain(`${root}/one/a.txt and ${root}/two/a.txt`);
  } else expect(found.path).toBe(path.join(root, 'one/a.txt'));
  expect(log.warnings).toHaveLength(whenSeveral === 'warn' ? 1 : 0);
});

test('sees no doubt where two files have the same bytes, or are one', async () => {
  const root = await temporaryFolder({ 'one/a.txt': 'same', 'two/a.txt': 'same' });
  await symlink(path.join(root, 'one'), path.join(root, 'link'));
  for (const second of ['two', 'link']) {
    const roots = [path.join(root, 'one'), path.join(root, second)];
    const found = await findPath(want(root, { roots }), recordingLog());
    expect(found).toEqual({ kind: 'file', path: path.join(root, 'one/a.txt') });
  }
});

test('tells which relative path to write for an absolute one', async () => {
  const root = await temporaryFolder({ 'src/a.txt': '' });
  const inside = await findPath(want(root, { value: `${root}/src/a.txt` }), recordingLog());
  expect(inside).toMatchObject({ message: expect.stringContaining('; write src/a.txt') });
  const outside = await findPath(want(root, { value: '/elsewhere/a.txt' }), recordingLog());
  expect(outside).toMatchObject({ message: expect.stringContaining(`relative to ${root}`) });
});

test('looks for a repository at and above a folder, and is content with the folder', async () => {
  const root = await temporaryFolder({ 'a/b/c.txt': '' });
  expect(await repositoryOf(path.join(root, 'a/b'))).toBe(path.join(root, 'a/b'));
  await mkdir(path.join(root, '.git'));
  expect(await repositoryOf(path.join(root, 'a/b'))).toBe(root);
});

test('never finds what is outside, whatever is written', async () => {
  const top = await temporaryFolder({
    'in/a/b.txt': '',
    'in/c.txt': '',
    'out/d.txt': '',
    'd.txt': '',
  });
  const root = path.join(top, 'in');
  await symlink('../out', path.join(root, 'link'));
  await symlink('../../d.txt', path.join(root, 'a/file'));
  await symlink('loop', path.join(root, 'loop'));
  const names = [
    'a',
    'A',
    'b.txt',
    'c.txt',
    'd.txt',
    'link',
    'file',
    'loop',
    '..',
    '.',
    '',
    'in',
    'out',
  ];
  const part = fc.constantFrom(...names);
  const value = fc
    .array(fc.tuple(part, fc.constantFrom('/', '\\')), { minLength: 1, maxLength: 6 })
    .map((parts) =>
      parts
        .map(([name, separator]) => `${name}${separator}`)
        .join('')
        .slice(0, -1),
    );
  await fc.assert(
    fc.asyncProperty(value, fc.constantFrom('file', 'folder', 'any'), async (text, kind) => {
      const change = { value: text, kind, roots: [path.join(root, 'a'), root], within: [root] };
      const found = await findPath(want(root, change), recordingLog());
      if (found.kind === 'fault') expect(found.message).toMatch(/^condaFile/);
      else expect(isInside(root, await realpath(found.path))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
