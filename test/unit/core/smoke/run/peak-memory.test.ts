import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { peakMemoryOf } from '../../../../../packages/core/src/smoke/run/peak-memory.ts';

const { signal } = new AbortController();
const id = 'c0ffee'.repeat(10);
let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'package-model-peak-'));
});
afterEach(() => rm(root, { recursive: true }));

async function file(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** An engine whose container is the process 42, and what it was asked to run. */
function engine(answer: { readonly exitCode: number; readonly stdout: string }) {
  const asked: string[] = [];
  const container = { id, state: { kind: 'running' }, ports: [], addresses: {}, pid: 42 } as const;
  return {
    asked,
    inspectContainer: async () => container,
    exec: async (one: string) => {
      asked.push(one);
      return answer;
    },
  };
}

const silent = { exitCode: 1, stdout: '' };

describe('the peak memory of a container of this machine', () => {
  it.each([
    ['2', `0::/system.slice/docker-${id}.scope`, `system.slice/docker-${id}.scope/memory.peak`],
    ['1', `9:memory:/docker/${id}`, `memory/docker/${id}/memory.max_usage_in_bytes`],
  ])('is read from control groups in version %s', async (_version, groups, path) => {
    await file('proc/42/cgroup', `1:name=systemd:/docker/${id}\n${groups}\n`);
    await file(`sys/fs/cgroup/${path}`, '410185728\n');
    const docker = engine(silent);
    expect(await peakMemoryOf(id, docker, signal, root)).toBe(410_185_728);
    expect(docker.asked).toEqual([]);
  });

  it('is not that of another process, which has the number on this machine', async () => {
    await file('proc/42/cgroup', '0::/user.slice/session.scope\n');
    await file('sys/fs/cgroup/user.slice/session.scope/memory.peak', '1\n');
    const docker = engine({ exitCode: 0, stdout: '7\n' });
    expect(await peakMemoryOf(id, docker, signal, root)).toBe(7);
  });

  it('is asked of the container where an older kernel has no such file', async () => {
    await file('proc/42/cgroup', `0::/docker/${id}\n`);
    const docker = engine({ exitCode: 0, stdout: '7\n' });
    expect(await peakMemoryOf(id, docker, signal, root)).toBe(7);
  });
});

describe('the peak memory of a container elsewhere', () => {
  it.each([
    ['what the kernel counts', 0, '410185728\n', 410_185_728],
    ['nothing where no file tells', 1, '', null],
    ['nothing where the image has no shell', 127, 'sh: not found', null],
    ['nothing where there is no limit to count by', 0, 'max\n', null],
  ])('is %s', async (_name, exitCode, stdout, expected) => {
    const docker = engine({ exitCode, stdout });
    expect(await peakMemoryOf(id, docker, signal, root)).toBe(expected);
    expect(docker.asked).toEqual([id]);
  });
});
