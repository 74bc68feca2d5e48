import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { startWithActionsExec } from '../../../packages/host/src/github/runner.ts';
import { startWithTaskLib } from '../../../packages/host/src/azure-pipelines/runner.ts';
import { createHostRun } from '../../../packages/steps/src/host-run.ts';

const signal = new AbortController().signal;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run with blank-'));
  process.env['AGENT_TEMPDIRECTORY'] = folder;
});

describe.each([
  ['@actions/exec', startWithActionsExec],
  ['azure-pipelines-task-lib', startWithTaskLib],
])('a program started by %s', (_, start) => {
  const run = createHostRun(start, { PATH: process.env['PATH'], BASE: 'base' });

  async function script(name: string, text: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return path;
  }

  test('gets its arguments untouched, from a path with a blank', async () => {
    const program = await script('echo args', 'for a in "$@"; do printf "<%s>" "$a"; done');
    const args = ['a b', '"q"', '$HOME', '', '--', "it's"];
    const { stdout } = await run.run(program, args, { signal });
    expect(stdout).toBe(`<a b><"q"><$HOME><><--><it's>`);
  });

  test.each([
    'C:\\Program Files\\Docker\\docker.exe',
    '\\\\server\\share\\a b\\docker.exe',
    'C:\\tools\\',
    'a "b" \\"c\\\\" d',
  ])('is the one that is meant: %s', async (name) => {
    const program = await script(name, 'printf %s "$0"');
    expect((await run.run(program, [], { signal })).stdout).toBe(program);
  });

  test('ends with its exit code and both streams', async () => {
    const program = await script('both', 'echo out; echo err >&2; exit 3');
    const lines: string[] = [];
    const result = await run.run(program, [], {
      signal,
      onLine: (line, stream) => lines.push(`${stream} ${line}`),
    });
    expect(result).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
    expect(lines.toSorted()).toEqual(['stderr err', 'stdout out']);
  });

  test('reads the input it is given, and an empty one otherwise', async () => {
    const program = await script('cat', 'cat');
    expect((await run.run(program, [], { signal, input: 'text' })).stdout).toBe('text');
    expect((await run.run(program, [], { signal })).stdout).toBe('');
  });

  test('sees the base environment and what the call adds or removes', async () => {
    const program = await script('env', 'echo "$BASE,$ADDED"');
    const added = { BASE: undefined, ADDED: 'x' };
    expect((await run.run(program, [], { signal, env: added })).stdout).toBe(',x\n');
    expect((await run.run(program, [], { signal })).stdout).toBe('base,\n');
  });

  test('is PROGRAM_MISSING when it is not there', async () => {
    const running = run.run('no-such-program', [], { signal });
    await expect(running).rejects.toMatchObject({ code: 'PROGRAM_MISSING' });
  });

  test('is ended when the caller aborts', async () => {
    const program = await script('wait', 'echo ready; exec sleep 60');
    const controller = new AbortController();
    const running = run.run(program, [], {
      signal: controller.signal,
      onLine: () => controller.abort(new Error('enough')),
    });
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test('does not end a program of another call', async () => {
    const waits = await script('waits', 'echo ready; exec sleep 60');
    const ends = await script('ends', 'read line; echo "$line"');
    const controller = new AbortController();
    const aborted = run.run(waits, [], {
      signal: controller.signal,
      onLine: () => controller.abort(new Error('enough')),
    });
    const other = run.run(ends, [], { signal, input: 'still here\n' });
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await other).stdout).toBe('still here\n');
  });
});
