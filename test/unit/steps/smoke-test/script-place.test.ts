import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRun } from '@package-model/core/process/spawn';
import type { CodeSources } from '@package-model/core/package/code/code';
import { expect, onTestFinished, test } from 'vitest';
import { scriptPlace } from '../../../../packages/steps/src/smoke-test/script-place.ts';

const cause = {
  id: 'run-failed',
  message: 'source/score.py, line 2: run() raised.',
  place: { file: 'source/score.py', line: 2 },
  excerpt: ['  1 | def run(data):', '> 2 |     return 1 / 0'],
};
const script = 'def run(data):\r\n    return 1 / 0\r\n';

async function project(files: Readonly<Record<string, string>>, tracked = true) {
  const folder = await mkdtemp(join(tmpdir(), 'script-place-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  if (tracked) {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    execFileSync('git', ['add', '.'], { cwd: folder });
  }
  const settings = {
    workingDirectory: folder,
    temporaryDirectory: folder,
    runId: 'run-1',
    cacheDirectory: undefined,
    dockerConfigDirectory: folder,
    ci: true,
    network: {},
  };
  const { signal } = new AbortController();
  const run = createRun({ PATH: process.env['PATH'] ?? '' });
  return { folder, context: { settings, signal, run } };
}

test('the line is that of the file which this run took the code from', async () => {
  const { folder, context } = await project({});
  const path = join(folder, 'ml/source/score.py');
  const sources: CodeSources = new Map([['source/score.py', { kind: 'file', path }]]);
  const place = await scriptPlace(cause, { context, sources });
  expect(place).toEqual({ file: 'ml/source/score.py', line: 2, isTold: true });
});

test('a script that was generated has no line of the user', async () => {
  const { context } = await project({ 'source/score.py': script });
  const sources: CodeSources = new Map([['source/score.py', { kind: 'text', text: script }]]);
  expect(await scriptPlace(cause, { context, sources })).toBeUndefined();
});

test('a script of another run is found by its path where the line is the one that failed', async () => {
  const { context } = await project({ 'source/score.py': script }, false);
  const place = await scriptPlace(cause, { context });
  expect(place).toEqual({ file: 'source/score.py', line: 2, isTold: true });
});

test('it is found below the folder of its project', async () => {
  const other = 'def run(data):\n    return 2\n';
  const files = { 'ml/source/score.py': script, 'other/source/score.py': other };
  const { context } = await project(files);
  expect(await scriptPlace(cause, { context })).toMatchObject({ file: 'ml/source/score.py' });
});

test('no line is shown that is another, or that two files have', async () => {
  const changed = await project({ 'source/score.py': `# new\n${script}` });
  expect(await scriptPlace(cause, changed)).toBeUndefined();
  const two = await project({ 'a/source/score.py': script, 'b/source/score.py': script });
  expect(await scriptPlace(cause, two)).toBeUndefined();
});

test('a cause without a line has no place', async () => {
  const { context } = await project({});
  expect(await scriptPlace({ ...cause, place: null }, { context })).toBeUndefined();
  expect(await scriptPlace(null, { context })).toBeUndefined();
});
