import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustRunCli, runCli, startCli } from './support/cli.ts';
import { candidatesLeft, containersLeft, recordingDocker } from './support/docker-calls.ts';
import type { RecordingDocker } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { prepareProjects } from './support/prepared-project.ts';

/** A batch against a real scoring server: some lines fail, one ends the container, the user stops it. */
const score = `import json
import os
import signal
import time


def init():
    pass


def run(raw_data):
    number = json.loads(raw_data)["data"][0]
    if number == 60:
        raise ValueError("60 is bad")
    if number == 90:
        os.kill(os.getppid(), signal.SIGTERM)
        os._exit(9)
    time.sleep(0.03)
    return {"doubled": 2 * number, "workers": os.environ["WORKER_COUNT"]}
`;
const count = 400;

let folder = '';
let project = '';
let recording: RecordingDocker;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-score-'));
  const projects = await prepareProjects(folder);
  project = await projects.create('project', { score });
  await writeFile(join(project, 'cases.yaml'), '- request: {data: [1]}\n');
  const chain = ['run', '.', '--image', 'dir:images:scored', '--docker', testDocker()];
  await mustRunCli(chain, { cwd: project });
  recording = await recordingDocker(folder);
  const lines = Array.from({ length: count }, (_, index) => `{"data": [${index + 1}]}\n`);
  await writeFile(join(project, 'in.jsonl'), lines.join(''));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function call(...more: readonly string[]): string[] {
  const files = ['--input', 'in.jsonl', '--output', 'out', '--image', 'dir:images:scored'];
  return ['score', ...files, '--docker', recording.program, '--workers', '2', ...more];
}
const answers = async (): Promise<string[]> =>
  (await readFile(join(project, 'out/answers/part-000001.jsonl'), 'utf8')).trimEnd().split('\n');

/** Nothing of the batch is in the engine any more. */
async function expectGone(): Promise<void> {
  const names = await recording.containerNames();
  expect(names.length).toBeGreaterThan(0);
  expect(await containersLeft(names)).toEqual([]);
  expect(await candidatesLeft(recording)).toEqual([]);
}

test('Ctrl-C leaves whole answers and no container', async () => {
  const scoring = startCli(call(), { cwd: project });
  await scoring.says('Scored ');
  scoring.child.kill('SIGINT');
  const { exitCode, stderr } = await scoring.done;
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Cancelled');
  const found = await answers();
  expect(found.length).toBeGreaterThan(10);
  for (const line of found) expect(JSON.parse(line)).toMatchObject({ status: 200 });
  await expectGone();
});

test('a second run does the rest: what fails is listed, what ends the container is found', async () => {
  const before = (await answers()).length;
  const { exitCode, stdout, stderr } = await runCli(call('--json'), { cwd: project });
  expect(stderr).toContain(`2 inputs of ${count} failed`);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`${before} of them in an earlier run`);
  expect(stderr).toContain('The service is started again (1 of 5): The container ended');
  expect(JSON.parse(stdout)).toMatchObject({ answered: String(count - 2), failed: '2' });
  const failed = (await readFile(join(project, 'out/failed.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(failed.map((line) => JSON.parse(line)).toSorted((a, b) => a.line - b.line)).toMatchObject([
    { line: 60, status: 500, reason: expect.stringContaining('500') },
    { line: 90, status: null, reason: expect.stringContaining('The container ended') },
  ]);
  const expected = Array.from({ length: count }, (_, index) => index + 1)
    .filter((number) => number !== 60 && number !== 90)
    .map((line) => ({ line, status: 200, answer: { doubled: 2 * line, workers: '2' } }));
  expect((await answers()).map((line) => JSON.parse(line))).toEqual(expected);
  expect(await readdir(join(project, 'out/answers'))).toEqual(['part-000001.jsonl']);
  await expectGone();
});
