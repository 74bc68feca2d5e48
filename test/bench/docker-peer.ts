import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { link, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mustRun, runWithin } from '@package-model/tooling/machine/command';
import { mustRunAsRoot, rootCommand, runAsRoot } from '@package-model/tooling/machine/machine';
import type { Bench } from './bench.ts';
import type { Seed, SeededRegistry } from './seed.ts';

const START_MS = 60_000;
const STOP_MS = 60_000;
const POLL_MS = 100;

/** A docker engine of the bench's own, with nothing in it at first; gone with its data after use. */
export type DockerPeer = AsyncDisposable & {
  pull(reference: string): Promise<void>;
  /** Builds the context and pushes the result as `HOST/mm/bench:peer`. */
  buildAndPush(context: string, registry: SeededRegistry): Promise<void>;
  build(context: string, name: string): Promise<void>;
  push(name: string): Promise<void>;
  remove(reference: string): Promise<void>;
  /**
   * Runs an image until it has answered one request to `/score`, and takes the container away;
   * gives when that answer was there, as of `performance.now()`.
   */
  runAndAsk(reference: string): Promise<number>;
  /** For a product that is to use this engine. */
  readonly env: Readonly<Record<string, string>>;
};

/**
 * Starts dockerd with a data root, socket and pid file of its own and without network, beside
 * whatever engine this machine has.
 */
export async function openDockerPeer(bench: Bench, seed: Seed): Promise<DockerPeer> {
  const { machine } = seed;
  const { program, buildKit } = seed.engine.client;
  // Paths of sockets are short: the folder stands right below the temporary one.
  const home = await mkdtemp(join(bench.folder, 'e-'));
  const socket = `unix://${join(home, 's')}`;
  const pidFile = join(home, 'pid');
  const [command, args] = rootCommand(machine, ['dockerd', ...daemonArgs(home, socket)], {
    PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`,
  });
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  const options = { signal: bench.signal, env: { ...process.env, DOCKER_HOST: socket } };
  const close = async (): Promise<void> => {
    const ending = { ...machine, signal: AbortSignal.timeout(STOP_MS) };
    const pid = (await readFile(pidFile, 'utf8').catch(() => '')).trim();
    if (/^\d+$/u.test(pid)) {
      await mustRunAsRoot(ending, ['kill', '-TERM', pid]);
      while ((await runAsRoot(ending, ['kill', '-0', pid])).exitCode === 0) await delay(POLL_MS);
    }
    await mustRunAsRoot(ending, ['rm', '-rf', '--one-file-system', home]);
  };
  try {
    const deadline = performance.now() + START_MS;
    while ((await runWithin(5000, [program, 'version'], options)).exitCode !== 0) {
      if (performance.now() > deadline || child.exitCode !== null) {
        throw new Error('a docker engine for comparison does not start on this machine');
      }
      await delay(POLL_MS, undefined, { signal: bench.signal });
    }
  } catch (error) {
    await close();
    throw error;
  }
  const builder = buildKit ? '1' : '0';
  const env = { ...options.env, DOCKER_BUILDKIT: builder };
  const docker = async (...words: string[]) => (await mustRun(program, words, options)).trim();
  const build = async (context: string, name: string): Promise<void> =>
    void (await mustRun(program, ['build', '--tag', name, context], { ...options, env }));
  const push = async (name: string): Promise<void> => void (await docker('push', name));
  return {
    env: { DOCKER_HOST: socket },
    build,
    push,
    pull: async (reference) => void (await docker('pull', reference)),
    async buildAndPush(context, registry) {
      const name = `${registry.prefix}/bench:peer`;
      await build(context, name);
      await push(name);
    },
    remove: async (reference) => void (await docker('image', 'rm', '--force', reference)),
    async runAndAsk(reference) {
      const id = await docker('run', '--detach', '--publish', '127.0.0.1::5001', reference);
      try {
        const address = await docker('port', id, '5001/tcp');
        return await askUntilScored(`http://${address}`, bench.signal);
      } finally {
        await docker('rm', '--force', '--volumes', id);
      }
    },
    [Symbol.asyncDispose]: close,
  };
}

/** As a shell loop with curl does it: health until it answers, then one request. */
async function askUntilScored(root: string, signal: AbortSignal): Promise<number> {
  const end = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
  for (;;) {
    const answer = await fetch(root, { signal: end }).catch(() => undefined);
    end.throwIfAborted();
    if (answer?.status === 200) break;
    await delay(POLL_MS / 2, undefined, { signal: end });
  }
  const scored = await fetch(`${root}/score`, { method: 'POST', body: '{}', signal: end });
  if (scored.status !== 200) throw new Error(`the image of the peer answers ${scored.status}`);
  await scored.arrayBuffer();
  return performance.now();
}

function daemonArgs(home: string, socket: string): string[] {
  const group = process.getgid?.() ?? 0;
  return [
    `--data-root=${join(home, 'data')}`,
    `--exec-root=${join(home, 'x')}`,
    `--pidfile=${join(home, 'pid')}`,
    `--host=${socket}`,
    `--group=${group}`,
    // Nothing of the machine's own network is touched: `none` would delete the bridge of a docker
    // that runs already.
    existsSync('/sys/class/net/docker0') ? '--bridge=docker0' : '--bridge=none',
    '--iptables=false',
    '--ip-masq=false',
    '--ip-forward=false',
  ];
}

/** The environment image as it stands in the registry. */
export async function environmentReference(seed: Seed, registry: SeededRegistry): Promise<string> {
  const lock = await readFile(join(seed.project, 'package-model.lock'), 'utf8');
  const tag = /env-[0-9a-f]+/u.exec(lock)?.[0];
  if (tag === undefined) throw new Error('the lock file of the bench pins no environment');
  return `${registry.prefix}/bench:${tag}`;
}

/** A build context that makes the same image: the environment, the model, then the code. */
export async function writeContext(
  bench: Bench,
  how: { readonly environment: string; readonly modelFile: string; readonly project: string },
): Promise<string> {
  const context = await mkdtemp(join(bench.fastFolder, 'context-'));
  await link(how.modelFile, join(context, 'model.bin'));
  await copyCode(how.project, context);
  const lines = [
    `FROM ${how.environment}`,
    'COPY model.bin /models/bench/model.bin',
    'COPY source /var/azureml-app/source',
    'ENV AZUREML_MODEL_DIR=/models/bench AZUREML_ENTRY_SCRIPT=source/score.py',
    'CMD ["azmlinfsrv", "--entry_script", "/var/azureml-app/source/score.py", "--port", "5001"]',
    'EXPOSE 5001',
  ];
  await writeFile(join(context, 'Dockerfile'), `${lines.join('\n')}\n`);
  return context;
}

/** Brings the project's code of now into a context. */
export async function copyCode(project: string, context: string): Promise<void> {
  const code = await readFile(join(project, 'source/score.py'));
  await rm(join(context, 'source'), { recursive: true, force: true });
  await mkdir(join(context, 'source'));
  await writeFile(join(context, 'source/score.py'), code);
}
