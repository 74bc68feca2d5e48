import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeLayer, linksLayer, maskLayer } from '@package-model/core/image/small-layers';
import type { BasePaths } from '@package-model/core/image/base-paths';
import { readTar } from '@package-model/core/image/tar-read';
import type { TarHeader } from '@package-model/core/image/tar-header';
import { digestOf } from '@package-model/core/oci/digest';
import type { BlobSource } from '@package-model/core/oci/repository';
import { expect, test } from 'vitest';
import { collect } from '../collect.ts';
import { temporaryFolder } from '../package/temporary-folder.ts';

const { signal } = new AbortController();
const models = [{ name: 'net', version: '7' }];
const noBase: BasePaths = new Map();

async function headersOf(layer: BlobSource): Promise<TarHeader[]> {
  const headers: TarHeader[] = [];
  for await (const { header } of readTar(layer.open(signal))) headers.push(header);
  return headers;
}

async function digestOfLayer(layer: BlobSource): Promise<string> {
  return digestOf(await collect(layer.open(signal)));
}

test('there is no mask where the base has nothing', () => {
  expect(maskLayer(models, noBase)).toBeUndefined();
  expect(maskLayer(models, new Map([['models/other', { kind: 'other' }]]))).toBeUndefined();
});

test('the mask is an opaque marker in each folder that the base has', async () => {
  const layer = maskLayer(
    [...models, { name: 'free', version: '1' }],
    new Map([['models/net', { kind: 'directory', mode: 0o700, uid: 1, gid: 1 }]]),
  );
  expect(layer).toBeDefined();
  if (layer === undefined) return;
  const paths = (await headersOf(layer)).map((header) => header.path);
  expect(paths).toEqual(['models', 'models/net', 'models/net/.wh..wh..opq']);
  expect(await digestOfLayer(layer)).toBe(
    'sha256:e50732c3d0e3e28446b68a0ef12c21659629d3b3e1c484b9c2dbeef884544074',
  );
});

test('links name the version and point to the one place of the model', async () => {
  const headers = await headersOf(linksLayer(models, noBase));
  expect(headers.map(({ path, type, mode }) => [path, type, mode])).toEqual([
    ['models', 'directory', 0o755],
    ['var', 'directory', 0o755],
    ['var/azureml-app', 'directory', 0o755],
    ['var/azureml-app/azureml-models', 'directory', 0o755],
    ['var/azureml-app/azureml-models/net', 'directory', 0o755],
    ['var/azureml-app/azureml-models/net/7', 'symlink', 0o777],
  ]);
  expect(headers.at(-1)?.linkTarget).toBe('/models/net');
  expect(await digestOfLayer(linksLayer(models, noBase))).toBe(
    'sha256:5578f1c4b2c364cea7965f2dedd30b5ec25fbd314f89b8da8e6ba468dec182ec',
  );
});

test('folders that the base has keep their mode and owner', async () => {
  const base: BasePaths = new Map([
    ['models', { kind: 'directory', mode: 0o1777, uid: 1001, gid: 5 }],
  ]);
  expect((await headersOf(linksLayer(models, base)))[0]).toMatchObject({
    path: 'models',
    mode: 0o1777,
    uid: 1001,
    gid: 5,
  });
});

test('copied models have folders only, and no /models', async () => {
  const versions = [...models, { name: 'net', version: '8' }];
  const linked = new Map([['models', { kind: 'link', target: '/srv' }]] as const);
  const headers = await headersOf(linksLayer(versions, linked, { layout: 'copied' }));
  expect(headers.map(({ path, type }) => [path, type])).toEqual([
    ['var', 'directory'],
    ['var/azureml-app', 'directory'],
    ['var/azureml-app/azureml-models', 'directory'],
    ['var/azureml-app/azureml-models/net', 'directory'],
  ]);
});

test("the mask of copied models hides what the base has at their versions' paths", async () => {
  const there = { kind: 'directory', mode: 0o755, uid: 0, gid: 0 } as const;
  const base = new Map([['var/azureml-app/azureml-models/net', there]]);
  const layer = maskLayer(models, base, 'copied');
  const paths = layer === undefined ? [] : (await headersOf(layer)).map((header) => header.path);
  expect(paths.at(-1)).toBe('var/azureml-app/azureml-models/net/7/.wh..wh..opq');
});

test.each<[string, BasePaths, string]>([
  ['link', new Map([['models', { kind: 'link', target: '/srv' }]]), 'a link to /srv at /models'],
  ['file', new Map([['var/azureml-app', { kind: 'other' }]]), 'a file at /var/azureml-app'],
])('a base with a %s where a folder is needed is refused by name', (_, base, text) => {
  expect(() => linksLayer(models, base)).toThrow(text);
  expect(() => linksLayer(models, base)).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_BASE' }),
  );
});

test('code lies below the app root, with the executable bit as the plan has it', async () => {
  const folder = await temporaryFolder({ 'score.py': 'print(1)\n', 'run.sh': '#!/bin/sh\n' });
  const layer = codeLayer(
    [
      { path: 'src/score.py', source: join(folder, 'score.py'), sizeBytes: 9, executable: false },
      { path: 'src/run.sh', source: join(folder, 'run.sh'), sizeBytes: 10, executable: true },
    ],
    noBase,
  );
  const files = (await headersOf(layer)).filter((header) => header.type === 'file');
  expect(files.map(({ path, mode }) => [path, mode])).toEqual([
    ['var/azureml-app/src/run.sh', 0o755],
    ['var/azureml-app/src/score.py', 0o644],
  ]);
  expect(await digestOfLayer(layer)).toBe(
    'sha256:11711c69ec13003b09ed7f3e8ab5cc949c8adadeb933f398dde83d176bc0d8c8',
  );
});

test('a code file that grows while it is read is an error, not a broken layer', async () => {
  const folder = await temporaryFolder({ 'score.py': 'print(1)\n' });
  const source = join(folder, 'score.py');
  const layer = codeLayer([{ path: 'score.py', source, sizeBytes: 9, executable: false }], noBase);
  await appendFile(source, 'more');
  await expect(collect(layer.open(signal))).rejects.toMatchObject({ code: 'CHANGED' });
});
