import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownContainerNames } from '../../../../packages/core/src/engine/own-container.ts';

const id = 'ab12'.repeat(16);
let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'package-model-own-'));
  await mkdir(join(root, 'proc/self'), { recursive: true });
  await mkdir(join(root, 'run'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

test('a machine of its own has no name in an engine', async () => {
  await writeFile(join(root, 'proc/self/mountinfo'), `1 2 3 /var/lib/docker/containers/${id}/x\n`);
  expect(await ownContainerNames(root)).toEqual([]);
});

test.each([
  [
    '.dockerenv',
    'proc/self/mountinfo',
    `9 8 254:1 /docker/containers/${id}/hostname /etc/hostname`,
  ],
  ['.dockerenv', 'proc/self/cgroup', `0::/system.slice/docker-${id}.scope`],
  ['run/.containerenv', 'proc/self/cgroup', `0::/machine.slice/libpod-${id}.scope/container`],
])('with %s its id stands in %s', async (mark, file, text) => {
  await writeFile(join(root, mark), '');
  await writeFile(join(root, file), `${text}\n${text}\n`);
  expect(await ownContainerNames(root)).toEqual([id, hostname()]);
});

test('without a trace of the id its host name is tried', async () => {
  await writeFile(join(root, '.dockerenv'), '');
  expect(await ownContainerNames(root)).toEqual([hostname()]);
});
