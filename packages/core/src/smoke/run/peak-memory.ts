import type { Engine } from '../../engine/engine.ts';

/** Of control groups in version 2 (since Linux 5.19), else in version 1. */
const READ =
  'cat /sys/fs/cgroup/memory.peak || cat /sys/fs/cgroup/memory/memory.max_usage_in_bytes';

/**
 * The most memory a running container has used so far, its file cache included; null where the
 * kernel or the image has no way to tell.
 */
export async function peakMemoryOf(
  id: string,
  engine: Pick<Engine, 'exec'>,
  signal: AbortSignal,
): Promise<number | null> {
  const { exitCode, stdout } = await engine.exec(id, ['sh', '-c', READ], signal);
  const text = stdout.trim();
  return exitCode === 0 && /^\d+$/.test(text) ? Number(text) : null;
}
