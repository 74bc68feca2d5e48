import type { SmokeEngine } from '../run/container.ts';

/** What the kernel has counted for a container; undefined where it cannot be read. */
export type Counted = {
  /** The most memory it has had, page cache included. */
  readonly peakMemoryBytes: number | undefined;
  readonly cpuMs: number | undefined;
};

/** Version 2 (`memory.peak` since Linux 5.19), then version 1, hybrid machines included. */
const PEAK_FILES = [
  '/sys/fs/cgroup/memory.peak',
  '/sys/fs/cgroup/memory/memory.max_usage_in_bytes',
];
const CPU_FILES = [
  '/sys/fs/cgroup/cpu.stat',
  '/sys/fs/cgroup/cpuacct/cpuacct.usage',
  '/sys/fs/cgroup/cpu,cpuacct/cpuacct.usage',
];

/** Reads the container's own cgroup from inside of it, by `cat` of its image. */
export async function readCgroup(
  id: string,
  { engine, signal }: { readonly engine: SmokeEngine; readonly signal: AbortSignal },
): Promise<Counted> {
  const read = async (file: string) => {
    const { exitCode, stdout } = await engine.exec(id, ['cat', file], signal);
    return exitCode === 0 ? stdout : undefined;
  };
  return {
    peakMemoryBytes: await firstOf(PEAK_FILES, read, parseCount),
    cpuMs: await firstOf(CPU_FILES, read, parseCpu),
  };
}

async function firstOf(
  files: readonly string[],
  read: (file: string) => Promise<string | undefined>,
  parse: (text: string) => number | undefined,
): Promise<number | undefined> {
  for (const file of files) {
    const text = await read(file);
    const value = text === undefined ? undefined : parse(text);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A file of one number; `max` is none. */
export function parseCount(text: string): number | undefined {
  return /^\d+\s*$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds from `cpu.stat` (`usage_usec 123`) or `cpuacct.usage` (nanoseconds). */
export function parseCpu(text: string): number | undefined {
  const micros = /^usage_usec (\d+)$/m.exec(text)?.[1];
  if (micros !== undefined) return Number(micros) / 1000;
  const nanos = parseCount(text);
  return nanos === undefined ? undefined : nanos / 1e6;
}
