import { access, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import type { Clock } from '@package-model/core/clock';
import type { Run } from '@package-model/core/process/run';
import { cleanUp } from '@package-model/steps/clean-up';
import { expect, test } from 'vitest';

const runId = '0b0e7a52-6f5f-4f0c-9b52-3a4c3a0f7a11';
const first = 'a'.repeat(64);
const second = 'b'.repeat(64);

/** An engine that answers each question with the next of its answers. */
function engine(answers: Readonly<Record<string, readonly string[]>>) {
  const calls: string[] = [];
  const asked: Record<string, number> = {};
  const run: Run = {
    async run(program, args) {
      const question = args.slice(0, 2).join(' ');
      const number = (asked[question] ??= 0);
      asked[question] = number + 1;
      calls.push([program, ...args].join(' '));
      return { exitCode: 0, stdout: answers[question]?.[number] ?? '', stderr: '' };
    },
  };
  return { run, calls };
}

const { signal } = new AbortController();
const clock: Clock = { ...systemClock, sleep: () => Promise.resolve() };

test('removes the containers and networks of the run, those that show up late too', async () => {
  const { run, calls } = engine({
    'container ls': ['', `${first}\n`, `${second}\n`],
    'network ls': ['net1\n'],
    'image ls': ['package-model/candidate:aa-0b0e7a52\n'],
  });
  const leftovers = { docker: 'docker', runId, temporaryDirectory: undefined };
  const removed = await cleanUp(leftovers, { run, clock, signal });
  expect(removed).toEqual([
    `container ${first.slice(0, 12)}`,
    `container ${second.slice(0, 12)}`,
    'network net1',
    'image package-model/candidate:aa-0b0e7a52',
  ]);
  const filter = `--filter=label=package-model.run=${runId}`;
  expect(calls[0]).toBe(`docker container ls --all --quiet --no-trunc ${filter}`);
  expect(calls[2]).toBe(`docker container rm --force --volumes -- ${first}`);
  const names = '--filter=reference=package-model/candidate:*-0b0e7a52*';
  expect(calls.slice(-4)).toEqual([
    `docker network ls --quiet --no-trunc ${filter}`,
    'docker network rm net1',
    `docker image ls --format={{.Repository}}:{{.Tag}} ${names}`,
    'docker image rm -- package-model/candidate:aa-0b0e7a52',
  ]);
});

test('says so where the engine does not answer', async () => {
  const run: Run = { run: async () => ({ exitCode: 1, stdout: '', stderr: 'no daemon' }) };
  const leftovers = { docker: 'docker', runId, temporaryDirectory: undefined };
  await expect(cleanUp(leftovers, { run, clock, signal })).rejects.toThrow(
    'docker does not answer',
  );
});

test('gives up on a container that stays', async () => {
  const { run, calls } = engine({ 'container ls': Array.from({ length: 9 }, () => `${first}\n`) });
  await cleanUp({ docker: 'docker', runId, temporaryDirectory: undefined }, { run, clock, signal });
  expect(calls.filter((call) => call.includes('container rm'))).toHaveLength(3);
});

test('takes the folder away and asks no engine where the step had none', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'package-model-left-')), 'x');
  await mkdir(join(folder, 'parts'), { recursive: true });
  const { run, calls } = engine({});
  const leftovers = { docker: undefined, runId, temporaryDirectory: folder };
  expect(await cleanUp(leftovers, { run, clock, signal })).toEqual([]);
  expect(calls).toEqual([]);
  await expect(access(folder)).rejects.toThrow('ENOENT');
});
