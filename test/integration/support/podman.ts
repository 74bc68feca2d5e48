import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRun } from '@package-model/core/process/spawn';
import { fromTestRun } from './test-run.ts';

/** The podman program that the test run has found. */
export function testPodman(): string {
  return fromTestRun('PACKAGE_MODEL_TEST_PODMAN');
}

/**
 * Variables under which podman runs containers on the tests' machine, too, where a virtual machine
 * or a container allows no higher limits and has no systemd: limits as they are, runc, plain cgroups.
 */
export async function podmanEnvironment(folder: string): Promise<Record<string, string>> {
  const { signal } = new AbortController();
  const runc = await createRun(process.env)
    .run('runc', ['--version'], { signal })
    .catch(() => undefined);
  const lines = [
    '[containers]',
    'default_ulimits=["nofile=4096:4096","nproc=4096:4096"]',
    '[engine]',
    ...(runc?.exitCode === 0 ? ['runtime="runc"'] : []),
    ...(process.getuid?.() === 0 ? ['cgroup_manager="cgroupfs"'] : []),
  ];
  const file = join(folder, 'containers.conf');
  await writeFile(file, `${lines.join('\n')}\n`);
  return { CONTAINERS_CONF: file };
}
