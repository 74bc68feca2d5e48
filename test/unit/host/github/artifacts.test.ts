import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { declareImage } from '../../../../packages/host/src/github/artifacts.ts';

const first = `sha256:${'a'.repeat(64)}`;
const second = `sha256:${'b'.repeat(64)}`;

async function runner(subjects: readonly { name: string; digest: string }[] | 'no list') {
  const folder = await mkdtemp(join(tmpdir(), 'artifacts-'));
  const paths = { GITHUB_ARTIFACTS: join(folder, 'own'), GITHUB_ARTIFACTS_LIST: join(folder, 'l') };
  await writeFile(paths.GITHUB_ARTIFACTS, '');
  if (subjects !== 'no list') {
    await writeFile(paths.GITHUB_ARTIFACTS_LIST, JSON.stringify({ version: 1, subjects }));
  }
  return { paths, written: () => readFile(paths.GITHUB_ARTIFACTS, 'utf8') };
}

test('an image is declared by its repository and digest', async () => {
  const { paths, written } = await runner([]);
  expect(await declareImage(`localhost:5000/org/m:1@${first}`, paths)).toBe(true);
  expect(await written()).toBe(`oci://localhost:5000/org/m@${first}\n`);
});

test('a name that an earlier step used for another digest gets its tag', async () => {
  const { paths, written } = await runner([{ name: 'ghcr.io/org/m', digest: second }]);
  expect(await declareImage(`ghcr.io/org/m:1@${first}`, paths)).toBe(true);
  expect(await written()).toBe(`oci://ghcr.io/org/m:1@${first}\n`);
});

test('nothing is declared that the runner would refuse', async () => {
  const { paths, written } = await runner([{ name: 'ghcr.io/org/m', digest: second }]);
  expect(await declareImage(`ghcr.io/org/m@${first}`, paths)).toBe(false);
  expect(await declareImage(`ghcr.io/org/a=b@${first}`, paths)).toBe(false);
  expect(await declareImage('ghcr.io/org/a@sha256:12', paths)).toBe(false);
  expect(await written()).toBe('');
});

test('the same declaration is made again, as the runner takes it once', async () => {
  const { paths, written } = await runner([{ name: 'ghcr.io/org/m', digest: first }]);
  expect(await declareImage(`ghcr.io/org/m:2@${first}`, paths)).toBe(true);
  expect(await written()).toBe(`oci://ghcr.io/org/m@${first}\n`);
});

test('a runner without a list, or without the file, is no fault', async () => {
  const { paths, written } = await runner('no list');
  expect(await declareImage(`ghcr.io/org/m@${first}`, paths)).toBe(true);
  expect(await written()).toContain(first);
  expect(await declareImage(`ghcr.io/org/m@${first}`, {})).toBe(false);
});
