import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askDaemon } from './docker-client.ts';
import { type Machine, mustRunAsRoot, rootCommand, runAsRoot } from './machine.ts';

const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;
const pollMs = 250;

/**
 * Starts dockerd on its usual socket, with its data in our cache folder so that a second run finds
 * its images again. Resolves when `program` gets an answer, to the function that stops it.
 */
export async function startDockerd(
  machine: Machine,
  program: string,
): Promise<() => Promise<void>> {
  const home = path.join(machine.cacheDirectory, 'engine');
  await mkdir(home, { recursive: true });
  const pidFile = path.join(home, 'dockerd.pid');
  const logFile = path.join(home, 'dockerd.log');
  const args = ['--data-root', path.join(home, 'data'), '--pidfile', pidFile];
  const group = process.getgid?.() ?? 0;
  machine.say('Starting the docker engine.');
  const exited = await launch(machine, [...args, '--group', String(group)], logFile);
  const stop = async (): Promise<void> => {
    await stopDockerd({ ...machine, signal: AbortSignal.timeout(stopTimeoutMs) }, pidFile);
  };
  try {
    await waitForDaemon({ machine, program, logFile, exited });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function launch(
  machine: Machine,
  args: readonly string[],
  logFile: string,
): Promise<() => boolean> {
  const log = await open(logFile, 'w');
  try {
    const isRoot = machine.asRoot.length === 0;
    // In a session of its own, so that Ctrl-C does not end it before our containers are gone; with
    // sudo the session starts behind it, as sudo itself may have to ask on this terminal.
    const [program, commandArgs] = rootCommand(
      machine,
      isRoot ? ['dockerd', ...args] : ['setsid', '--wait', 'dockerd', ...args],
      {},
    );
    const child = spawn(program, commandArgs, {
      stdio: ['ignore', log.fd, log.fd],
      detached: isRoot,
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
    });
    child.unref();
    let failed = false;
    child.on('error', () => (failed = true));
    return () => failed || child.exitCode !== null || child.signalCode !== null;
  } finally {
    await log.close();
  }
}

async function waitForDaemon(wait: {
  readonly machine: Machine;
  readonly program: string;
  readonly logFile: string;
  readonly exited: () => boolean;
}): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  while ((await askDaemon(wait.machine, wait.program)).kind !== 'running') {
    if (wait.exited() || performance.now() > deadline) {
      const tail = (await readFile(wait.logFile, 'utf8')).trim().split('\n').slice(-12).join('\n');
      throw new Error(`dockerd did not start; the end of its log ${wait.logFile}:\n${tail}`);
    }
    await delay(pollMs, undefined, { signal: wait.machine.signal });
  }
}

/** Its own containerd ends with it; the process that the pid file names is the only one ended. */
async function stopDockerd(machine: Machine, pidFile: string): Promise<void> {
  const pid = (await readFile(pidFile, 'utf8').catch(() => '')).trim();
  if (!/^\d+$/u.test(pid)) return;
  machine.say('Stopping the docker engine that was started for this run.');
  await mustRunAsRoot(machine, ['kill', '-TERM', pid]);
  while ((await runAsRoot(machine, ['kill', '-0', pid])).exitCode === 0) {
    await delay(pollMs, undefined, { signal: machine.signal });
  }
}
