import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listModelFiles } from '@package-model/core/model/list-files';
import { InputError } from '@package-model/core/errors';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../package/temporary-folder.ts';

async function list(modelPath: string, folder: string): Promise<string[]> {
  const entries = await listModelFiles(modelPath, folder);
  return entries.map((entry) =>
    entry.kind === 'link' ? `${entry.path} -> ${entry.target}` : `${entry.kind} ${entry.path}`,
  );
}

async function faultsOf(modelPath: string, folder: string): Promise<string> {
  const error = await listModelFiles(modelPath, folder).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  return error instanceof Error ? error.message : '';
}

test('a file stands under its own name, wherever it comes from', async () => {
  const folder = await temporaryFolder({ 'out/model.pkl': 'x' });
  expect(await list('out/model.pkl', folder)).toEqual(['file model.pkl']);
  expect(await list(join(folder, 'out/model.pkl'), '/')).toEqual(['file model.pkl']);
});

test('a folder keeps its name; empty folders and all names are in, by code unit', async () => {
  const folder = await temporaryFolder({
    'out/net/b.bin': '',
    'out/net/B.txt': '',
    'out/net/.hidden': '',
    'out/net/sub/été ☃.txt': '',
  });
  await mkdir(join(folder, 'out/net/empty'));
  expect(await list('out/net', folder)).toEqual([
    'folder net',
    'file net/.hidden',
    'file net/B.txt',
    'file net/b.bin',
    'folder net/empty',
    'folder net/sub',
    'file net/sub/été ☃.txt',
  ]);
  expect(await list('out/net/', folder)).toHaveLength(7);
});

test('a glob gives files below its fixed part, which does not depend on what matches', async () => {
  const folder = await temporaryFolder({ 'out/a/x.bin': '', 'out/a/y.txt': '', 'out/z.bin': '' });
  expect(await list('out/*/*.bin', folder)).toEqual(['file a/x.bin']);
  expect(await list('out/**/*.bin', folder)).toEqual(['file a/x.bin', 'file z.bin']);
  expect(await list(join(folder, 'out/a/*'), '/')).toEqual(['file x.bin', 'file y.txt']);
  expect(await list('*/a/x.{bin,pkl}', folder)).toEqual(['file out/a/x.bin']);
});

test('a file whose name looks like a glob is that file', async () => {
  const folder = await temporaryFolder({ 'model[1].pkl': '', 'model1.pkl': '' });
  expect(await list('model[1].pkl', folder)).toEqual(['file model[1].pkl']);
});

test('links inside the model stay links, relative to where they stand', async () => {
  const folder = await temporaryFolder({ 'net/weights/w.bin': '', 'net/..data/v': '' });
  await symlink('weights/w.bin', join(folder, 'net/current'));
  await symlink(join(folder, 'net/weights/w.bin'), join(folder, 'net/absolute'));
  await symlink('../weights', join(folder, 'net/weights/self'));
  await symlink('..data/v', join(folder, 'net/v'));
  await symlink('.', join(folder, 'net/top'));
  expect((await list('net', folder)).filter((line) => line.includes('->'))).toEqual([
    'net/absolute -> weights/w.bin',
    'net/current -> weights/w.bin',
    'net/top -> .',
    'net/v -> ..data/v',
    'net/weights/self -> .',
  ]);
});

test('a model path that is a link means what it points at, under its own name', async () => {
  const folder = await temporaryFolder({ 'real/v2/w.bin': '', 'real/v2/sub/x': '' });
  await symlink('real/v2', join(folder, 'latest'));
  await symlink('w.bin', join(folder, 'real/v2/alias'));
  expect(await list('latest', folder)).toEqual([
    'folder latest',
    'latest/alias -> w.bin',
    'folder latest/sub',
    'file latest/sub/x',
    'file latest/w.bin',
  ]);
});

test('all that cannot go into an image is reported together, each by its name', async () => {
  const folder = await temporaryFolder({
    'net/ok': '',
    'net/.wh.gone': '',
    'net/Ok': '',
    secret: '',
  });
  execFileSync('mkfifo', [join(folder, 'net/pipe')]);
  await symlink('../secret', join(folder, 'net/leaves'));
  await symlink('/etc/hostname', join(folder, 'net/far'));
  await symlink('nowhere', join(folder, 'net/dangling'));
  await writeFile(join(folder, 'net/line\nbreak'), '');
  const message = await faultsOf('net', folder);
  for (const text of [
    `${folder}/net/pipe is neither file nor folder; take it out of the model`,
    `${folder}/net/leaves is a link that leaves the model`,
    `${folder}/net/far is a link that leaves the model`,
    `${folder}/net/dangling is a link to nothing (nowhere)`,
    'net/.wh.gone: names that start with ".wh." delete files in images; rename it',
    '"net/line\\nbreak": control characters and bytes that are not UTF-8 are refused',
    'differ only by case; rename one of them',
  ]) {
    expect(message).toContain(text);
  }
  expect(message.split('\n')).toHaveLength(7);
});

test('a name that is not UTF-8 is refused, not lost', async () => {
  const folder = await temporaryFolder({ 'net/ok': '' });
  await writeFile(Buffer.concat([Buffer.from(`${folder}/net/`), Buffer.from([0xff, 0x41])]), '');
  expect(await faultsOf('net', folder)).toContain('cannot read');
});

test('a link to a folder outside is refused, not followed', async () => {
  const folder = await temporaryFolder({ 'net/ok': '', 'other/secret': '' });
  await symlink('../other', join(folder, 'net/other'));
  expect(await faultsOf('net', folder)).toContain('net/other is a link that leaves the model');
  for (const pattern of ['net/**', 'net/*/*']) {
    expect(await faultsOf(pattern, folder)).toContain('net/other is a link that leaves');
  }
});

test('a pattern that takes in a link must take in what it points at', async () => {
  const folder = await temporaryFolder({ 'net/v2/w.bin': '' });
  await symlink('v2/w.bin', join(folder, 'net/current.bin'));
  expect(await list('net/**', folder)).toEqual(
    ['current.bin -> v2/w.bin', 'file v2/w.bin'].toSorted(),
  );
  expect(await faultsOf('net/*.bin', folder)).toContain(
    'current.bin is a link to v2/w.bin, which model-path does not take in; widen the pattern',
  );
});

test('a folder below a name that deletes files is refused with it', async () => {
  const folder = await temporaryFolder({ 'net/.wh.a/b.bin': '' });
  expect(await faultsOf('net/*/*.bin', folder)).toContain('delete files in images');
});

test.each([
  ['missing.pkl', 'missing.pkl does not exist (looked at '],
  ['out/*.pkl', 'out/*.pkl does not exist'],
  ['out/x/y', 'out/x/y does not exist'],
  ['empty', 'empty holds no file'],
  ['dangling', 'dangling: ENOENT'],
])('model path %s is an error that says so', async (modelPath, text) => {
  const folder = await temporaryFolder({ 'out/x': '' });
  await mkdir(join(folder, 'empty/sub'), { recursive: true });
  await symlink('nowhere', join(folder, 'dangling'));
  expect(await faultsOf(modelPath, folder)).toContain(text);
});

test('the pointers that git has where it did not fetch large files are no model', async () => {
  const pointer =
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 132735\n';
  const folder = await temporaryFolder({
    'net/a.onnx': pointer,
    'net/b.txt': `about pointers:\n${pointer}`,
    'net/c.onnx': pointer,
  });
  const faults = await faultsOf('net', folder);
  expect(faults).toMatch(/a\.onnx is a pointer of Git LFS, not the file: .*lfs: true/);
  expect(faults).toContain('c.onnx');
  expect(faults).not.toContain('b.txt');
});
