import { ToolError } from '@package-model/core/process/errors';
import type { RunOptions } from '@package-model/core/process/run';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import { describe, expect, test } from 'vitest';

const { signal } = new AbortController();
const run = createRun({ BASE: 'from the base', GONE: 'removed' });
const pipe = createPipe({});

function node(script: string, options: Partial<RunOptions> = {}) {
  return run.run(process.execPath, ['-e', script], { signal, ...options });
}

describe('with a way to find programs', () => {
  const asked: unknown[] = [];
  const find = (program: string, env: Readonly<Record<string, string>>, folder: string) => {
    asked.push([program, env['PATH'], folder]);
    return program === 'git' ? process.execPath : undefined;
  };

  test('what it finds is run, and nothing of the current folder', async () => {
    const found = createRun({ PATH: '/x' }, find);
    const { stdout } = await found.run('git', ['-e', 'console.log(1)'], { signal, cwd: '/tmp' });
    expect(stdout).toBe('1\n');
    const { stdout: piped } = createPipe({ PATH: '/x' }, find).read('git', ['-e', '0'], { signal });
    for await (const chunk of piped) expect(chunk).toBeUndefined();
    expect(asked).toEqual([
      ['git', '/x', '/tmp'],
      ['git', '/x', process.cwd()],
    ]);
  });

  test('what it does not find is missing', async () => {
    const work = createRun({ PATH: process.env['PATH'] }, find).run('sh', [], { signal });
    expect(await toolErrorOf(work)).toMatchObject({ code: 'PROGRAM_MISSING' });
  });
});

async function toolErrorOf(work: Promise<unknown>): Promise<ToolError> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (error instanceof ToolError) return error;
  throw new Error('a ToolError was expected', { cause: error });
}

describe('a program that is run', () => {
  test('gives both streams and its exit code, which is no error', async () => {
    const script = 'console.log("out"); console.error("err"); process.exitCode = 3';
    expect(await node(script)).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  test('sees the base environment and what the call adds or removes, nothing else', async () => {
    const script =
      'const { BASE, GONE, ADDED, HOME } = process.env;' +
      'console.log(JSON.stringify([BASE, GONE ?? null, ADDED, HOME ?? null]))';
    const { stdout } = await node(script, { env: { GONE: undefined, ADDED: 'given' } });
    expect(JSON.parse(stdout)).toEqual(['from the base', null, 'given', null]);
  });

  test('gets arguments as they are, without a shell', async () => {
    const odd = ['$HOME', '`id`', 'a b', '"', '; exit 1', ''];
    const script = 'console.log(JSON.stringify(process.argv.slice(1)))';
    const result = await run.run(process.execPath, ['-e', script, '--', ...odd], { signal });
    expect(JSON.parse(result.stdout)).toEqual(odd);
  });

  test('reads the input given and need not read all of it', async () => {
    const echo = await node('process.stdin.pipe(process.stdout)', { input: 'héllo' });
    expect(echo.stdout).toBe('héllo');
    const deaf = await node('process.exit(4)', { input: 'x'.repeat(4_000_000) });
    expect(deaf.exitCode).toBe(4);
  });

  test('is heard line by line with the stream each came on', async () => {
    const heard: string[] = [];
    const script = 'process.stdout.write("a\\nb"); process.stderr.write("c\\n")';
    await node(script, { onLine: (line, stream) => heard.push(`${stream}:${line}`) });
    expect(heard.sort()).toEqual(['stderr:c', 'stdout:a', 'stdout:b']);
  });

  test('keeps the last MiB of what it writes', async () => {
    const script = 'process.stdout.write("x".repeat(3 * 1024 * 1024) + "end")';
    const { stdout } = await node(script);
    expect(stdout).toHaveLength(1024 * 1024);
    expect(stdout.endsWith('xend')).toBe(true);
  });

  test('that a signal ended has the exit code 128 and the signal', async () => {
    expect((await node('process.kill(process.pid, "SIGKILL")')).exitCode).toBe(137);
  });

  test('that is not there is named with what to install', async () => {
    const error = await toolErrorOf(run.run('/nonexistent/docker', [], { signal }));
    expect(error.code).toBe('PROGRAM_MISSING');
    expect(error.message).toContain('/nonexistent/docker');
    expect(error.message).toContain('install Docker Engine');
  });

  test('is told apart from a working folder that is not there', async () => {
    const error = await toolErrorOf(node('0', { cwd: '/nonexistent' }));
    expect(error.code).toBe('PROGRAM_FAILED');
    expect(error.message).toContain('the folder /nonexistent');
  });

  test('cannot take an argument with a zero byte', async () => {
    const error = await toolErrorOf(run.run(process.execPath, ['a\0b'], { signal }));
    expect(error.code).toBe('PROGRAM_FAILED');
  });
});

describe('a program that is cancelled', () => {
  test('is asked to end, and the reason is kept', async () => {
    const controller = new AbortController();
    const script =
      'process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000); console.log("up")';
    const work = node(script, {
      signal: controller.signal,
      onLine: () => controller.abort(new Error('enough')),
    });
    const error = await toolErrorOf(work);
    expect(error).toMatchObject({ code: 'ABORTED', cause: new Error('enough') });
  });

  test('does not start when the signal has aborted before', async () => {
    const error = await toolErrorOf(node('0', { signal: AbortSignal.abort() }));
    expect(error.code).toBe('ABORTED');
  });

  test('does not wait for a grandchild that keeps the pipes open', async () => {
    const controller = new AbortController();
    const script =
      'const { spawn } = require("node:child_process");' +
      'const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)"], { stdio: "inherit" });' +
      'console.log(child.pid); setInterval(() => {}, 1000)';
    const pids: number[] = [];
    const error = await toolErrorOf(
      node(script, {
        signal: controller.signal,
        onLine: (line) => {
          pids.push(Number(line));
          controller.abort();
        },
      }),
    );
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    expect(error.code).toBe('ABORTED');
  });
});

describe('a byte stream out of a program', () => {
  test('gives all bytes and then the end', async () => {
    const script = 'process.stdout.write(Buffer.alloc(3_000_000, 7)); process.exitCode = 2';
    const { stdout, done } = pipe.read(process.execPath, ['-e', script], { signal });
    let sizeBytes = 0;
    for await (const chunk of stdout) sizeBytes += chunk.byteLength;
    expect(sizeBytes).toBe(3_000_000);
    expect((await done).exitCode).toBe(2);
  });

  test('ends the program when its reader stops early', async () => {
    const script = 'setInterval(() => process.stdout.write("x"), 5)';
    const { stdout, done } = pipe.read(process.execPath, ['-e', script], { signal });
    for await (const chunk of stdout) if (chunk.byteLength > 0) break;
    expect((await done).exitCode).not.toBe(0);
  });

  test('of a missing program rejects', async () => {
    const { stdout, done } = pipe.read('/nonexistent/docker', [], { signal });
    for await (const chunk of stdout) expect(chunk).toBeUndefined();
    expect((await toolErrorOf(done)).code).toBe('PROGRAM_MISSING');
  });
});

describe('a byte stream into a program', () => {
  async function* chunks(count: number): AsyncGenerator<Uint8Array> {
    for (let index = 0; index < count; index += 1) yield Buffer.alloc(100_000, index);
  }

  test('delivers all bytes in order', async () => {
    const script =
      'const h = require("node:crypto").createHash("sha256");' +
      'process.stdin.on("data", (c) => h.update(c)).on("end", () => console.log(h.digest("hex")))';
    const result = await pipe.write(process.execPath, ['-e', script], { signal }, chunks(30));
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256');
    for await (const chunk of chunks(30)) hash.update(chunk);
    expect(result).toMatchObject({ exitCode: 0, stdout: `${hash.digest('hex')}\n` });
  });

  test('tells the exit code of a program that stops reading', async () => {
    const script = 'console.error("full"); process.exit(5)';
    const result = await pipe.write(process.execPath, ['-e', script], { signal }, chunks(100));
    expect(result).toMatchObject({ exitCode: 5, stderr: 'full\n' });
  });

  test('ends the program and rethrows when the source breaks', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('x');
      throw new Error('the source broke');
    }
    const script = 'process.stdin.resume(); setInterval(() => {}, 1000)';
    const work = pipe.write(process.execPath, ['-e', script], { signal }, broken());
    await expect(work).rejects.toThrow('the source broke');
  });
});
