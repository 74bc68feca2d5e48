import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { createTask } from '../azure-task.ts';

const variables = ['SYSTEM_HOSTTYPE', 'SYSTEM_PULLREQUEST_ISFORK'];
afterEach(() => {
  for (const name of variables) delete process.env[name];
});

test('test results are published from a file that outlives the task', async () => {
  const { host, read } = await createTask();
  const junit = () => Promise.resolve('<testsuites/>');
  await host.publish?.({ kind: 'test-results', title: 'Smoke test of a;b]c', junit });
  const [command] = read().commands;
  expect(command).toMatchObject({
    name: 'results.publish',
    properties: { type: 'JUnit', mergeresults: 'true', runtitle: 'Smoke test of a;b]c' },
    data: '',
  });
  const path = command?.properties['resultfiles'] ?? '';
  expect(path.startsWith(process.env['AGENT_TEMPDIRECTORY'] ?? 'none')).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('<testsuites/>');
});

test('a summary is uploaded from such a file, too', async () => {
  const { host, read } = await createTask();
  await host.summarize?.('### Done');
  const [command] = read().commands;
  expect(command?.name).toBe('task.uploadsummary');
  expect(readFileSync(command?.data ?? '', 'utf8')).toBe('### Done');
});

test('a tag of the run keeps what an address may hold', async () => {
  const { host, read } = await createTask();
  await host.publish?.({ kind: 'run-tag', text: 'diabetes:7' });
  await host.publish?.({ kind: 'run-tag', text: 'a/b?c#d%e\n##vso[task.complete]' });
  expect(read().commands.map(({ name, data }) => [name, data])).toEqual([
    ['build.addbuildtag', 'diabetes-7'],
    ['build.addbuildtag', 'a-b-c-d-e-vso-task.complete-'],
  ]);
});

test.each([{ SYSTEM_HOSTTYPE: 'release' }, { SYSTEM_PULLREQUEST_ISFORK: 'True' }])(
  'a run with %o gets no tag: the agent would fail the task',
  async (environment) => {
    const { host, text } = await createTask(environment);
    await host.publish?.({ kind: 'run-tag', text: 'diabetes-7' });
    expect(text()).toBe('');
  },
);

test('a file becomes an artifact of a build, and a part of the logs of a release', async () => {
  const file = { kind: 'file', path: '/w/report.html', name: 'smoke-report' } as const;
  const build = await createTask();
  await build.host.publish?.(file);
  expect(build.text()).toBe(
    '##vso[artifact.upload containerfolder=smoke-report;artifactname=smoke-report;]/w/report.html\n',
  );
  const release = await createTask({ SYSTEM_HOSTTYPE: 'release' });
  await release.host.publish?.(file);
  expect(release.text()).toBe('##vso[task.uploadfile]/w/report.html\n');
});
