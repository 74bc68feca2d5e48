import { rememberAnswers } from '@package-model/core/engine/remember-answers';
import type { Run } from '@package-model/core/process/run';
import { expect, test } from 'vitest';

const { signal } = new AbortController();

function counting(exitCode = 0) {
  const calls: string[] = [];
  const run: Run = {
    async run(program, args) {
      calls.push([program, ...args].join(' '));
      return { exitCode, stdout: String(calls.length), stderr: '' };
    },
  };
  return { calls, run };
}

test('who the engine is gets asked once, by however many engines', async () => {
  const { calls, run } = counting();
  const ask = (args: readonly string[]) => rememberAnswers(run).run('docker', args, { signal });
  const both = await Promise.all([ask(['info', '--format', 'x']), ask(['info', '--format', 'x'])]);
  expect(both.map(({ stdout }) => stdout)).toEqual(['1', '1']);
  await ask(['info', '--format', 'x']);
  expect(calls).toEqual(['docker info --format x']);
  await ask(['buildx', 'version']);
  await ask(['buildx', 'version']);
  await rememberAnswers(run).run('podman', ['info', '--format', 'x'], { signal });
  expect(calls).toHaveLength(3);
});

test('what changes is asked each time', async () => {
  const { calls, run } = counting();
  const remembering = rememberAnswers(run);
  for (const args of [
    ['image', 'ls'],
    ['container', 'inspect', '--', 'a'],
    ['buildx', 'build'],
  ]) {
    await remembering.run('docker', args, { signal });
    await remembering.run('docker', args, { signal });
  }
  expect(calls).toHaveLength(6);
});

test('a failure is asked again', async () => {
  const { calls, run } = counting(1);
  await rememberAnswers(run).run('docker', ['info'], { signal });
  await rememberAnswers(run).run('docker', ['info'], { signal });
  expect(calls).toHaveLength(2);
});
