import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../../engine/engine.ts';

/** Of control groups in version 2 (since Linux 5.19), else in version 1. */
const READ =
  'cat /sys/fs/cgroup/memory.peak || cat /sys/fs/cgroup/memory/memory.max_usage_in_bytes';

/**
 * The most memory a running container has used so far, its file cache included; null where the
 * kernel or the image has no way to tell. `root` is where the machine's files are, for tests.
 */
export async function peakMemoryOf(
  id: string,
  engine: Pick<Engine, 'exec' | 'inspectContainer'>,
  signal: AbortSignal,
  root = '/',
): Promise<number | null> {
  const pid = (await engine.inspectContainer(id, signal))?.pid;
  const here = pid === undefined ? null : await peakHere({ id, pid }, root);
  if (here !== null) return here;
  const { exitCode, stdout } = await engine.exec(id, ['sh', '-c', READ], signal);
  return exitCode === 0 ? numberIn(stdout) : null;
}

/** Of a container of this machine, whose control group bears its id; nothing has to run in it. */
async function peakHere(
  { id, pid }: { readonly id: string; readonly pid: number },
  root: string,
): Promise<number | null> {
  const groups = await textOf(join(root, `proc/${pid}/cgroup`));
  for (const [, controllers = '', path = ''] of groups.matchAll(/^\d+:(.*?):(.*)$/gm)) {
    // The engine may count the processes of another machine.
    if (!path.includes(id)) continue;
    const file = controllers === '' ? 'memory.peak' : 'memory.max_usage_in_bytes';
    const found = await textOf(join(root, 'sys/fs/cgroup', controllers, path, file));
    const peak = numberIn(found);
    if (peak !== null) return peak;
  }
  return null;
}

function numberIn(text: string): number | null {
  return /^\d+$/.test(text.trim()) ? Number(text.trim()) : null;
}

async function textOf(path: string): Promise<string> {
  // What is not there, or not on this machine, is asked of the container.
  return readFile(path, 'utf8').catch(() => '');
}
