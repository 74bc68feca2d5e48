import { chmod, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { silentLog } from '@package-model/core/log';
import { digestOf } from '@package-model/core/oci/digest';
import { listCode } from '@package-model/core/package/code/code';
import { parseStaged } from '@package-model/core/package/code/git-modes';
import type { Run } from '@package-model/core/process/run';
import { ToolError } from '@package-model/core/process/errors';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';

const signal = new AbortController().signal;

/** git as a fake: prints the given index, or fails as it does outside a work tree. */
function git(index: readonly string[] | undefined): Run {
  return {
    async run(_program, _args, options) {
      for (const line of index ?? []) options.onLine?.(line, 'stdout');
      return { exitCode: index === undefined ? 128 : 0, stdout: '', stderr: '' };
    },
  };
}

const noGit: Run = {
  async run() {
    throw new ToolError('PROGRAM_MISSING', 'no git');
  },
};

function list(folder: string, run: Run = noGit) {
  const entryScript = { path: path.join(folder, 'score.py'), shownAs: 'score.py' };
  return listCode({ entryScript, sourceDirectory: folder }, { run, log: silentLog, signal });
}

test('keeps the base name of the source directory and orders by code unit', async () => {
  const folder = await temporaryFolder({
    'my src/score.py': 'x',
    'my src/B.py': '',
    'my src/a/z.py': '',
    'my src/ä.txt': '',
    'my src/.git/config': '',
    'my src/a/__pycache__/z.pyc': '',
    'my src/.models/x': '',
    'my src/node_modules/x/y.js': '',
  });
  const source = path.join(folder, 'my src');
  const { code, sources } = await list(source);
  expect(code).toMatchObject({ directory: 'my src', entryScript: 'my src/score.py' });
  const paths = ['my src/B.py', 'my src/a/z.py', 'my src/score.py', 'my src/ä.txt'];
  expect(code.files.map((file) => file.path)).toEqual(paths);
  expect(code.files[2]).toEqual({
    path: 'my src/score.py',
    sizeBytes: 1,
    digest: digestOf('x'),
    executable: false,
  });
  expect(sources.get('my src/score.py')).toEqual({
    kind: 'file',
    path: path.join(source, 'score.py'),
  });
});

test('takes the entry script alone where there is no source directory', async () => {
  const folder = await temporaryFolder({ 'deep/score.py': '', 'deep/other.py': '' });
  const entryScript = { path: path.join(folder, 'deep/score.py'), shownAs: 'deep/score.py' };
  const { code } = await listCode({ entryScript }, { run: noGit, log: silentLog, signal });
  expect(code).toMatchObject({ directory: '', entryScript: 'score.py' });
  expect(code.files.map((file) => file.path)).toEqual(['score.py']);
});

test("takes the executable bit from git's index, else from the file", async () => {
  const folder = await temporaryFolder({
    's/score.py': '',
    's/a.sh': '',
    's/b.sh': '',
    's/"q".sh': '',
  });
  const source = path.join(folder, 's');
  await chmod(path.join(source, 'a.sh'), 0o755);
  const bits = async (run: Run) => {
    const { code } = await list(source, run);
    return code.files.filter((file) => file.executable).map((file) => file.path);
  };
  expect(await bits(noGit)).toEqual(['s/a.sh']);
  expect(await bits(git(undefined))).toEqual(['s/a.sh']);
  const index = [
    `100644 ${'a'.repeat(40)} 0\ta.sh`,
    `100755 ${'a'.repeat(40)} 0\tb.sh`,
    `100755 ${'a'.repeat(40)} 0\t"\\"q\\".sh"`,
  ];
  expect(await bits(git(index))).toEqual(['s/"q".sh', 's/b.sh']);
  expect(parseStaged('fatal: nonsense')).toBeUndefined();
});

test('follows links that stay inside, as files', async () => {
  const folder = await temporaryFolder({ 's/score.py': 'x', 's/lib/a.py': 'y' });
  const source = path.join(folder, 's');
  await symlink('lib/a.py', path.join(source, 'b.py'));
  await symlink('lib', path.join(source, 'other'));
  const { code } = await list(source);
  expect(code.files.map((file) => file.path)).toEqual([
    's/b.py',
    's/lib/a.py',
    's/other/a.py',
    's/score.py',
  ]);
  expect(code.files[0]?.digest).toBe(digestOf('y'));
});

test('names every link that leaves, leads nowhere or goes round, in one error', async () => {
  const folder = await temporaryFolder({ 's/score.py': '', 'outside.txt': '', 's/.wh.x': '' });
  const source = path.join(folder, 's');
  await symlink('../outside.txt', path.join(source, 'out'));
  await symlink('/etc', path.join(source, 'etc'));
  await symlink('nothing', path.join(source, 'dead'));
  await mkdir(path.join(source, 'd'));
  await symlink('..', path.join(source, 'd/round'));
  const error: unknown = await list(source).catch((caught: unknown) => caught);
  const text = String(error);
  expect(text).toContain('out: this link leaves the source directory');
  expect(text).toContain('etc: this link leaves the source directory');
  expect(text).toContain('dead: this link leads nowhere');
  expect(text).toContain('d/round: this link leads back into itself');
  expect(text).toContain('.wh.x: names that start with .wh.');
  expect(text.split('\n')).toHaveLength(5);
});

test('refuses a source directory whose name the image uses itself', async () => {
  const folder = await temporaryFolder({ 'azureml-models/score.py': '' });
  await expect(list(path.join(folder, 'azureml-models'))).rejects.toThrow('rename it');
});
