import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRunOrigin } from '../../../packages/host/src/run-origin.ts';

async function originOf(name: string, event: unknown) {
  const folder = await mkdtemp(join(tmpdir(), 'run-origin-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'event.json');
  await writeFile(path, JSON.stringify(event));
  return readRunOrigin({ GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path });
}

function pullRequest(head: unknown) {
  return { pull_request: { head: { repo: head }, base: { repo: { full_name: 'org/models' } } } };
}

const own = pullRequest({ full_name: 'org/models', fork: true });
const fork = pullRequest({ full_name: 'stranger/models', fork: true });

test.each([
  ['a push', 'push', {}, 'own'],
  ['a pull request of the repository, itself a fork of another', 'pull_request', own, 'own'],
  ['a pull request from a fork', 'pull_request', fork, 'fork'],
  ['one whose fork was deleted', 'pull_request', pullRequest(null), 'fork'],
  ['one whose event cannot be read', 'pull_request', 'no event', 'fork'],
  ['a review of one from a fork', 'pull_request_review', fork, 'fork'],
  ['a pull request of the repository on pull_request_target', 'pull_request_target', own, 'own'],
])('knows who wrote the files of %s', async (_, name, event, kind) => {
  expect(await originOf(name, event)).toMatchObject({ kind });
});

test('a fork is known in a run that has the rights of the repository', async () => {
  const event = 'pull_request_target';
  expect(await originOf(event, fork)).toEqual({ kind: 'fork-with-rights', event });
  expect(await originOf(event, own)).toEqual({ kind: 'own' });
});

test.each([
  ['pull_request', 'stranger/models', 'fork-with-rights'],
  ['pull_request', 'org/models', 'own'],
  ['push', 'stranger/models', 'own'],
])('a run after one of %s of %s is %s', async (event, head, kind) => {
  const repository = { full_name: 'org/models' };
  const run = { workflow_run: { event, head_repository: { full_name: head }, repository } };
  expect(await originOf('workflow_run', run)).toMatchObject({ kind });
});

test.each(['True', 'true', 'False', ''])('on Azure Pipelines %j says it', async (said) => {
  const { kind } = await readRunOrigin({ SYSTEM_PULLREQUEST_ISFORK: said });
  expect(kind).toBe(said.toLowerCase() === 'true' ? 'fork' : 'own');
});

test('a terminal runs its own files', async () => {
  expect(await readRunOrigin({})).toEqual({ kind: 'own' });
});
