import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const marks = ['.dockerenv', 'run/.containerenv'] as const;

/**
 * Names under which an engine may know the container that this process runs in, the surest first;
 * none outside of a container. `root` is where the machine's files are, for tests.
 */
export async function ownContainerNames(root = '/'): Promise<readonly string[]> {
  if (!marks.some((mark) => existsSync(join(root, mark)))) return [];
  const mounts = await textOf(join(root, 'proc/self/mountinfo'));
  const groups = await textOf(join(root, 'proc/self/cgroup'));
  // Engines mount hostname and resolv.conf from a folder that has the container's id.
  const found = [
    ...`${mounts}\n${groups}`.matchAll(/(?:containers\/|docker-|libpod-)([0-9a-f]{64})/g),
  ];
  return [...new Set([...found.map(([, id]) => id ?? ''), hostname()])];
}

async function textOf(path: string): Promise<string> {
  // Without /proc there is still the host name.
  return readFile(path, 'utf8').catch(() => '');
}
