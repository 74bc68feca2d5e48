import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readGithubState, saveGithubState } from '../../../../packages/host/src/github/state.ts';

const runId = '0b0e7a52-6f5f-4f0c-9b52-3a4c3a0f7a11';
const kept = {
  RUNNER_TEMP: '/runner/_temp',
  STATE_runId: runId,
  STATE_temporaryDirectory: '/runner/_temp/package-model-x1',
  STATE_docker: 'podman',
};

test('is written so that no value can name another variable', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'package-model-state-')), 'state');
  await writeFile(file, '');
  saveGithubState({ runId, docker: 'docker\nended=true' }, { GITHUB_STATE: file });
  saveGithubState({ ended: 'true' }, { GITHUB_STATE: file });
  expect(await readFile(file, 'utf8')).toMatch(
    /^runId<<(\S+)\n[0-9a-f-]{36}\n\1\ndocker<<(\S+)\ndocker\nended=true\n\2\nended<<(\S+)\ntrue\n\3\n$/,
  );
});

test('is kept nowhere when the runner has no file for it', () => {
  expect(() => saveGithubState({ runId }, {})).not.toThrow();
});

test('names what a killed step has left', () => {
  expect(readGithubState(kept)).toEqual({
    runId,
    temporaryDirectory: '/runner/_temp/package-model-x1',
    docker: 'podman',
  });
});

test.each([
  ['nothing was kept', {}],
  ['the step came to its end', { ...kept, STATE_ended: 'true' }],
  ['the run has no id', { ...kept, STATE_runId: '' }],
  ['the id could be a filter of its own', { ...kept, STATE_runId: `${runId}\nlabel=x` }],
])('is nothing when %s', (_, environment) => {
  expect(readGithubState(environment)).toBeUndefined();
});

test.each([
  '/runner/_temp',
  '/runner/_temp/other',
  '/runner/_temp/package-model-x/../../work',
  '/home/user/package-model-x',
  '',
])('never takes %j for a folder of ours', (folder) => {
  const found = readGithubState({ ...kept, STATE_temporaryDirectory: folder });
  expect(found).toEqual({ runId, docker: 'podman' });
});
