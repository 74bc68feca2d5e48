import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ChildResult } from './child.ts';
import { fromTestRun } from './test-run.ts';

/** Windows as far as Wine is it, with a drive of its own for the project. */
export type Windows = {
  /** The folder that `D:\` is. */
  readonly driveD: string;
  /** Runs Windows' build of Node in `D:\`; the machine's files are on `Z:\`. */
  node(...args: readonly string[]): Promise<Omit<ChildResult, 'killedBy'>>;
};

/** A fresh Windows, removed when the test ends. */
export async function openWindows(): Promise<Windows> {
  const home = await mkdtemp(join(tmpdir(), 'package-model-windows-'));
  const prefix = join(home, 'prefix');
  const driveD = join(home, 'drive d');
  await mkdir(driveD);
  const wine = fromTestRun('PACKAGE_MODEL_TEST_WINE');
  const env = {
    HOME: home,
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    PATH: '/usr/bin:/bin',
    NODE_SKIP_PLATFORM_CHECK: '1',
    WINEDEBUG: '-all',
    // Neither the .NET runtime nor a browser is offered for download.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
    WINEPREFIX: prefix,
    XDG_RUNTIME_DIR: home,
  };
  const machine = { home, driveD, env };
  onTestFinished(async () => {
    await run(join(dirname(wine), 'wineserver'), ['-k'], machine);
    await rm(home, { recursive: true, force: true });
  });
  await run(wine, ['wineboot', '--init'], machine);
  await symlink(driveD, join(prefix, 'dosdevices/d:'));
  const program = fromTestRun('PACKAGE_MODEL_TEST_WINDOWS_NODE');
  return { driveD, node: (...args) => run(wine, [program, ...args], machine) };
}

type Machine = {
  readonly home: string;
  readonly driveD: string;
  readonly env: NodeJS.ProcessEnv;
};

/** By files, as Node takes the pipes of another system for none of its own. */
async function run(program: string, args: readonly string[], { home, driveD, env }: Machine) {
  const files = await Promise.all(['stdout', 'stderr'].map((name) => open(join(home, name), 'w')));
  const [stdout, stderr] = files.map(({ fd }) => fd);
  const child = spawn(program, args, { cwd: driveD, env, stdio: ['ignore', stdout, stderr] });
  await once(child, 'exit');
  await Promise.all(files.map((file) => file.close()));
  const read = (name: string) => readFile(join(home, name), 'utf8');
  return {
    exitCode: child.exitCode ?? 128,
    stdout: await read('stdout'),
    stderr: await read('stderr'),
  };
}

/** How Windows names a file of this machine. */
export function onDriveZ(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}
