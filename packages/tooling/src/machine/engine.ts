import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensurePackages } from './debian-packages.ts';
import {
  askDaemon,
  type DaemonState,
  type DockerClient,
  findDockerClient,
  programsNamed,
} from './docker-client.ts';
import { startDockerd } from './dockerd.ts';
import type { Machine } from './machine.ts';

/** A docker engine that answers; `stop` ends it only when this run has started it. */
export type Engine = {
  readonly client: DockerClient;
  readonly serverVersion: string;
  /** PATH under which plain `docker` is the chosen client. */
  readonly path: string;
  readonly origin: 'running' | 'started';
  stop(): Promise<void>;
};

/** The engine's packages; the optional ones are packages of their own in newer distributions. */
export const enginePackages = ['docker.io', 'iptables'] as const;
export const optionalEnginePackages = ['docker-cli', 'docker-buildx'] as const;

/**
 * Finds a running engine, else starts the installed one, else installs it (asking first). Raises
 * `EngineDeniedError` when one runs that answers only to root or to its group.
 */
export async function openEngine(machine: Machine): Promise<Engine> {
  const found = await findDockerClient(machine);
  const running = found === undefined ? undefined : await askDaemon(machine, found.program);
  if (found !== undefined && running?.kind === 'running') {
    return await describe(machine, found, { state: running, origin: 'running' });
  }
  if (running?.kind === 'denied') throw new EngineDeniedError(running.reason);
  if (found === undefined || (await programsNamed('dockerd')).length === 0) {
    await ensurePackages(machine, enginePackages, optionalEnginePackages);
  }
  const client = await findDockerClient(machine);
  if (client === undefined) throw new Error('No docker command on PATH after its installation.');
  const state = await settledState(machine, client.program);
  if (state.kind === 'denied') throw new EngineDeniedError(state.reason);
  if (state.kind === 'running')
    return await describe(machine, client, { state, origin: 'running' });
  const stop = await startDockerd(machine, client.program);
  const started = await askDaemon(machine, client.program);
  return await describe(machine, client, { state: started, origin: 'started', stop });
}

/** An engine runs, but not for this user. */
export class EngineDeniedError extends Error {
  constructor(reason: string) {
    super(
      'The docker engine refuses this user. Run again as root, or as a member of the group ' +
        `docker.\n${reason}`,
    );
    this.name = 'EngineDeniedError';
  }
}

/** Where systemd runs, installing the package starts the service a moment later. */
async function settledState(machine: Machine, program: string): Promise<DaemonState> {
  const systemd = (await programsNamed('systemctl')).length > 0;
  for (let attempt = 0; attempt < (systemd ? 8 : 0); attempt += 1) {
    const state = await askDaemon(machine, program);
    if (state.kind !== 'absent') return state;
    await delay(500, undefined, { signal: machine.signal });
  }
  return await askDaemon(machine, program);
}

async function describe(
  machine: Machine,
  client: DockerClient,
  found: { state: DaemonState; origin: Engine['origin']; stop?: () => Promise<void> },
): Promise<Engine> {
  if (found.state.kind !== 'running') throw new Error(found.state.reason);
  return {
    client,
    serverVersion: found.state.version,
    path: await pathWithClient(machine, client),
    origin: found.origin,
    stop: found.stop ?? (async () => {}),
  };
}

/** A folder with one link in front of PATH, so that no other program changes its meaning. */
async function pathWithClient(machine: Machine, client: DockerClient): Promise<string> {
  const current = process.env['PATH'] ?? '';
  const [first] = await programsNamed('docker');
  if (first === client.program) return current;
  const folder = path.join(machine.cacheDirectory, 'bin');
  const link = path.join(folder, 'docker');
  await mkdir(folder, { recursive: true });
  await rm(link, { force: true });
  await symlink(client.program, link);
  return [folder, current].join(path.delimiter);
}
