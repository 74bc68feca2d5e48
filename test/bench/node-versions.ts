import { join } from 'node:path';
import { mustRun } from '@package-model/tooling/machine/command';
import { programsNamed } from '@package-model/tooling/machine/docker-client';
import { projectRoot } from '@package-model/tooling/machine/machine';
import type { Bench } from './bench.ts';

/** A Node on this machine, by its major version. */
export type NodeProgram = { readonly major: number; readonly path: string };

const measuredMajors = [20, 24];

/** The first Node of each version that the product supports; says which one is not there. */
export async function findNodes(bench: Bench): Promise<readonly NodeProgram[]> {
  const ours = join(projectRoot, 'node_modules/node/bin/node');
  const found = new Map<number, string>();
  for (const path of [ours, process.execPath, ...(await programsNamed('node'))]) {
    const version = await mustRun(path, ['--version'], { signal: bench.signal }).catch(() => '');
    const major = Number(/^v(\d+)\./u.exec(version)?.[1]);
    if (measuredMajors.includes(major) && !found.has(major)) found.set(major, path);
  }
  for (const major of measuredMajors) {
    if (!found.has(major)) bench.say(`Node ${major} is not on this machine: not measured.`);
  }
  return [...found].map(([major, path]) => ({ major, path })).toSorted((a, b) => a.major - b.major);
}
