import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { runWithin } from './command.ts';
import type { Machine } from './machine.ts';

/** A docker command on this machine and what it can do. */
export type DockerClient = {
  readonly program: string;
  readonly version: string;
  /** True when its builds can go through BuildKit: the buildx plugin, or a client before 23. */
  readonly buildKit: boolean;
};

/** What the daemon says to a client. */
export type DaemonState =
  | { readonly kind: 'running'; readonly version: string }
  | { readonly kind: 'denied'; readonly reason: string }
  | { readonly kind: 'absent'; readonly reason: string };

/** The docker command to use: the first on PATH whose BuildKit works, else the first at all. */
export async function findDockerClient(machine: Machine): Promise<DockerClient | undefined> {
  const clients: DockerClient[] = [];
  for (const program of await programsNamed('docker')) {
    const client = await describeClient(machine, program);
    if (client?.buildKit === true) return client;
    if (client !== undefined) clients.push(client);
  }
  return clients[0];
}

/** Asks the daemon behind a docker command (context and DOCKER_HOST as the user has them). */
export async function askDaemon(machine: Machine, program: string): Promise<DaemonState> {
  const { exitCode, stdout, stderr } = await runWithin(
    10_000,
    [program, 'version', '--format', '{{.Server.Version}}'],
    { signal: machine.signal },
  );
  if (exitCode === 0) return { kind: 'running', version: stdout.trim() };
  const reason = stderr.trim();
  return { kind: /permission denied/iu.test(reason) ? 'denied' : 'absent', reason };
}

/** Every executable of that name on PATH, in PATH's order, then in the usual system folders. */
export async function programsNamed(name: string): Promise<readonly string[]> {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/bin', '/usr/sbin'];
  const found = new Set<string>();
  for (const folder of folders.filter((folder) => path.isAbsolute(folder))) {
    const program = path.join(folder, name);
    if (await isExecutable(program)) found.add(program);
  }
  return [...found];
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false; // Not there, or not ours to run: the next folder may have it.
  }
}

async function describeClient(
  machine: Machine,
  program: string,
): Promise<DockerClient | undefined> {
  const { signal } = machine;
  const answer = await runWithin(10_000, [program, '--version'], { signal });
  const version = /version (\d+)\.[\w.+~-]+/iu.exec(answer.stdout);
  if (version === null) return undefined;
  const buildx = await runWithin(10_000, [program, 'buildx', 'version'], { signal });
  return {
    program,
    version: version[0].slice('version '.length),
    buildKit: buildx.exitCode === 0 || Number(version[1]) < 23,
  };
}
