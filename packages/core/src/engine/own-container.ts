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
  // Engines mount these files from a folder that has the container's id; other mounts with an id in
  // them are those of containers that run inside this one.
  const own = [
    ...mounts.matchAll(/\/([0-9a-f]{64})\/\S* \/etc\/(?:hostname|hosts|resolv\.conf) /g),
  ];
  const group = [...groups.matchAll(/(?:docker[-/]|libpod-)([0-9a-f]{64})/g)];
  const ids = [...own, ...group].map(([, id = '']) => id);
  // Unless it was chosen, the host name is the beginning of the id.
  return [...new Set([...ids, hostname()])].filter((name) => /^[0-9a-f]{12,64}$/.test(name));
}

async function textOf(path: string): Promise<string> {
  // Without /proc there is still the host name.
  return readFile(path, 'utf8').catch(() => '');
}
