import { expect, test } from 'vitest';
import { createTerminalHost } from '../../../../packages/host/src/terminal/host.ts';

function start(options: { outputs?: 'json' | 'lines'; progress?: 'bar' | 'lines' } = {}) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const clock = { now: 0 };
  const host = createTerminalHost({
    stdout: (text) => void stdout.push(text),
    stderr: (text) => void stderr.push(text),
    now: () => clock.now,
    inputs: {},
    outputs: options.outputs ?? 'lines',
    progress: options.progress ?? 'lines',
    debug: false,
  });
  return { host, clock, stdout: () => stdout.join(''), stderr: () => stderr.join('') };
}

test('prints outputs as one JSON object on stdout and nothing else there', async () => {
  const { host, stdout } = start({ outputs: 'json' });
  host.log.info('working');
  await host.setOutputs({ image: 'r@sha256:1', tags: 'a,b' });
  expect(JSON.parse(stdout())).toEqual({ image: 'r@sha256:1', tags: 'a,b' });
});

test('prints no JSON in which a pipeline around it finds a command', async () => {
  const { host, stdout } = start({ outputs: 'json' });
  const outputs = { image: '##vso[task.complete result=Succeeded;]', tags: '##[set-env name=x;]y' };
  await host.setOutputs(outputs);
  expect(stdout()).not.toContain('##');
  expect(JSON.parse(stdout())).toEqual(outputs);
});

test('prints an answer as its lines, or as data in the one JSON object', async () => {
  const answer = { name: 'images', text: 'a\nb ##vso[x]', data: [{ name: '##vso[x]' }] };
  const lines = start();
  lines.host.answer?.(answer);
  await lines.host.setOutputs({});
  expect(lines.stdout()).toMatch(/^a\nb /);
  expect(lines.stdout()).not.toContain('##vso[');
  const json = start({ outputs: 'json' });
  json.host.answer?.(answer);
  await json.host.setOutputs({ digest: 'd' });
  expect(json.stdout()).not.toContain('##');
  expect(JSON.parse(json.stdout())).toEqual({ digest: 'd', images: answer.data });
});

test('prints outputs as aligned lines', async () => {
  const { host, stdout } = start();
  await host.setOutputs({ image: 'r', 'image-digest': 'd\nx' });
  expect(stdout()).toBe('image         r\nimage-digest  d x\n');
});

test('hides secrets in everything that goes to stderr', () => {
  const { host, stderr } = start();
  host.addSecret('canary-1');
  host.log.info('info canary-1');
  host.log.warn('warn canary-1', { file: 'canary-1' });
  host.fail([{ message: 'fail canary-1' }], 1);
  expect(stderr()).not.toContain('canary-1');
});

test('names the place of a fault as compilers do', () => {
  const { host, stderr } = start();
  host.fail([{ message: 'is wrong', place: { file: 'm.yaml', line: 2, column: 1 } }], 2);
  expect(stderr()).toBe('error: m.yaml:2:1: is wrong\n');
});

test('makes no line that a pipeline around it takes for a command', () => {
  const { host, stderr } = start();
  host.log.info('::error::x\n##vso[task.complete]');
  expect(stderr()).toBe('| ::error::x\n# #vso[task.complete]\n');
});

test('draws bytes, rate and time left, and clears the line at the end', () => {
  const { host, clock, stderr } = start({ progress: 'bar' });
  host.log.progress({ task: 'upload', doneBytes: 0, totalBytes: 4_000_000 });
  clock.now = 1000;
  host.log.progress({ task: 'upload', doneBytes: 1_000_000, totalBytes: 4_000_000 });
  host.log.progress({ task: 'upload', doneBytes: 4_000_000, totalBytes: 4_000_000 });
  expect(stderr()).toContain('upload: 1.0 MB of 4.0 MB (25 %), 1.0 MB/s, 3 s left');
  expect(stderr().endsWith('\r\u001b[2K')).toBe(true);
});

test('says seldom in a pipeline how far a transfer is', () => {
  const { host, clock, stderr } = start();
  for (clock.now = 0; clock.now < 60_000; clock.now += 100) {
    host.log.progress({ task: 'upload', doneBytes: clock.now, totalBytes: 60_000 });
  }
  expect(stderr().trimEnd().split('\n')).toHaveLength(2);
});
