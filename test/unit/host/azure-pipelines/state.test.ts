import { readAzureState } from '@package-model/host/azure-pipelines/state';
import { expect, test } from 'vitest';
import { variableKey } from '../../../integration/support/azure-variables.ts';
import { createTask } from '../azure-task.ts';

const runId = '0b5c1c0e-0000-4000-8000-000000000001';
const folder = '/agent/_temp/package-model-x';

/** What the agent hands the part after the job, of what a task has kept. */
async function kept(state: object): Promise<Record<string, string>> {
  const task = await createTask();
  task.host.keepState?.(state);
  const entries = task
    .read()
    .commands.map(({ properties, data }) => [
      `VSTS_TASKVARIABLE_${variableKey(properties['variable'] ?? '')}`,
      data,
    ]);
  return { AGENT_TEMPDIRECTORY: '/agent/_temp', ...Object.fromEntries(entries) };
}

test('what a task keeps comes to its part after the job', async () => {
  const state = { runId, docker: 'podman', temporaryDirectory: folder };
  expect(readAzureState(await kept(state))).toEqual(state);
});

test('a task that came to its end has left nothing', async () => {
  expect(readAzureState(await kept({ runId, ended: 'true' }))).toBeUndefined();
  expect(readAzureState({})).toBeUndefined();
});

test('a folder that is not one of ours is left alone', async () => {
  const state = { runId, temporaryDirectory: '/home/user' };
  expect(readAzureState(await kept(state))).toEqual({ runId });
});

test('a task that kept nothing says nothing when it ends', async () => {
  const task = await createTask();
  task.host.keepState?.({ ended: 'true' });
  expect(task.text()).toBe('');
});
