import { expect, test } from 'vitest';
import { debian, emptyLayout, putImage } from '../../core/base/sample-base.ts';
import { runEntry } from '../../host/run-entry.ts';

async function check(architecture: string, ...flags: string[]) {
  const repository = await emptyLayout();
  const { digest } = await putImage(repository, { layers: [debian], architecture }, 'v1');
  const name = `dir:${repository.folder}`;
  const result = await runEntry('main', {}, ['base-images', `${name}:v1`, ...flags]);
  return { ...result, name, digest };
}

test('an image that can be a base image has a line for each check and its digest', async () => {
  const { exitCode, stdout, name, digest } = await check('amd64');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^ok {7}python {8}Python 3\.11\.2 \(\/usr\/bin\/python3\)$/m);
  expect(stdout).toContain(`base-image  ${name}@${digest}\n`);
});

test('with --json the checks are data beside the outputs', async () => {
  const { stdout, name, digest } = await check('amd64', '--json');
  expect(JSON.parse(stdout)).toEqual({
    'base-image': `${name}@${digest}`,
    checks: expect.arrayContaining([{ id: 'libc', level: 'ok', message: 'glibc 2.36' }]),
  });
});

test('an image that cannot be one ends with 1, all checks are told all the same', async () => {
  const { exitCode, stdout, stderr } = await check('arm64');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^fault {4}platform .*linux\/amd64 is needed/m);
  expect(stdout).toMatch(/^ok {7}layers/m);
  expect(stderr).toMatch(/cannot be a base image: see platform$/m);
});

test.each([
  ['Python:3', 'registries take lower case only'],
  ['dir:nowhere', 'there is no image dir:nowhere:latest'],
])('%s says what is wrong with it', async (image, message) => {
  const { stderr } = await runEntry('main', {}, ['base-images', image]);
  expect(stderr).toContain(message);
});

test('a layout folder is not read through the engine', async () => {
  const { exitCode, stderr } = await runEntry('main', {}, ['base-images', 'dir:x', '--engine']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--engine: a layout folder is read without an engine');
});
