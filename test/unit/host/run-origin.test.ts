import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkedOutCommit } from '../../../packages/host/src/checked-out.ts';
import { readRunOrigin } from '../../../packages/host/src/run-origin.ts';

const base = 'a'.repeat(40);
const other = 'b'.repeat(40);

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'run-origin-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

async function originOf(name: string, event: unknown, commit = base) {
  const folder = await folderOf({
    'event.json': JSON.stringify(event),
    '.git/HEAD': `${commit}\n`,
  });
  return readRunOrigin({
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_WORKSPACE: folder,
    GITHUB_SHA: base,
  });
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
  ['the base branch on pull_request_target', 'pull_request_target', fork, 'own'],
  ['a pull request of the repository on pull_request_target', 'pull_request_target', own, 'own'],
])('knows who wrote the files of %s', async (_, name, event, kind) => {
  expect(await originOf(name, event)).toMatchObject({ kind });
});

test('the head of a fork is known in a run that has the rights of the repository', async () => {
  const event = 'pull_request_target';
  expect(await originOf(event, fork, other)).toEqual({ kind: 'fork-with-rights', event });
  expect(await originOf(event, own, other)).toEqual({ kind: 'own' });
});

test.each([
  ['pull_request', 'stranger/models', 'fork-with-rights'],
  ['pull_request', 'org/models', 'own'],
  ['push', 'stranger/models', 'own'],
])('a run after one of %s of %s is %s', async (event, head, kind) => {
  const repository = { full_name: 'org/models' };
  const run = { workflow_run: { event, head_repository: { full_name: head }, repository } };
  expect(await originOf('workflow_run', run, other)).toMatchObject({ kind });
});

test.each(['True', 'true', 'False', ''])('on Azure Pipelines %j says it', async (said) => {
  const { kind } = await readRunOrigin({ SYSTEM_PULLREQUEST_ISFORK: said });
  expect(kind).toBe(said.toLowerCase() === 'true' ? 'fork' : 'own');
});

test('a terminal runs its own files', async () => {
  expect(await readRunOrigin({})).toEqual({ kind: 'own' });
});

test.each([
  ['a commit', { '.git/HEAD': base }, base],
  ['a branch', { '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': base }, base],
  [
    'a packed branch',
    { '.git/HEAD': 'ref: refs/heads/a', '.git/packed-refs': `# pack\n${base} refs/heads/a\n` },
    base,
  ],
  ['a name that leaves the folder', { '.git/HEAD': 'ref: refs/../../x', x: base }, undefined],
  ['no repository', { 'a.txt': '' }, undefined],
])('what is checked out is read from %s', async (_, files, expected) => {
  expect(await checkedOutCommit(await folderOf(files))).toBe(expected);
});
