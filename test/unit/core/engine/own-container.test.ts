import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownContainerNames } from '../../../../packages/core/src/engine/own-container.ts';

const id = 'ab12'.repeat(16);
/** The tests may run in a container themselves. */
const byHostName = /^[0-9a-f]{12}$/.test(hostname()) ? [hostname()] : [];
let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'package-model-own-'));
  await mkdir(join(root, 'proc/self'), { recursive: true });
  await mkdir(join(root, 'run'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

test('a machine of its own has no name in an engine', async () => {
  await writeFile(
    join(root, 'proc/self/mountinfo'),
    `1 2 3:1 /docker/containers/${id}/hosts /etc/hosts rw\n`,
  );
  expect(await ownContainerNames(root)).toEqual([]);
});

test.each([
  [
    '.dockerenv',
    'proc/self/mountinfo',
    `9 8 254:1 /docker/containers/${id}/hostname /etc/hostname rw,relatime`,
  ],
  ['.dockerenv', 'proc/self/cgroup', `0::/system.slice/docker-${id}.scope`],
  ['run/.containerenv', 'proc/self/cgroup', `0::/machine.slice/libpod-${id}.scope/container`],
])('with %s its id stands in %s', async (mark, file, text) => {
  await writeFile(join(root, mark), '');
  await writeFile(join(root, file), `${text}\n${text}\n`);
  expect(await ownContainerNames(root)).toEqual([id, ...byHostName]);
});

test('a container that runs inside this one is not this one', async () => {
  await writeFile(join(root, '.dockerenv'), '');
  const inner = `9 8 0:1 /containers/overlay-containers/${id}/userdata/shm /x/${id}/shm rw`;
  await writeFile(join(root, 'proc/self/mountinfo'), `${inner}\n`);
  expect(await ownContainerNames(root)).toEqual(byHostName);
});
