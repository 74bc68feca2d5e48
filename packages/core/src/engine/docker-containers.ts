import { randomUUID } from 'node:crypto';
import { systemClock } from '../clock.ts';
import type { DockerCli } from './docker-cli.ts';
import { call, expect, failed, questionTimeoutMs, saysMissing } from './docker-cli.ts';
import { parseContainers } from './docker-json.ts';
import { watchContainers } from './docker-watch.ts';
import { mergeLogs } from './docker-text.ts';
import { createArgs } from './docker-run-args.ts';
import type { SocketStart } from './docker-start.ts';
import type { Container, ContainerRequest, EngineContainers } from './engine.ts';
import { EngineError } from './errors.ts';
import { withPrivateFolder } from './private-folder.ts';

type StartDeps = {
  readonly temporaryDirectory: string;
  /** What is tried first. */
  readonly socket?: SocketStart | undefined;
};

/** Containers by the docker command line. */
export function dockerContainers(
  cli: DockerCli,
  { temporaryDirectory, socket }: StartDeps,
): EngineContainers {
  return {
    run: (request, signal) => start(cli, request, { temporaryDirectory, socket, signal }),
    async wait(id, signal) {
      const what = `the end of container ${id} cannot be awaited`;
      const stdout = await expect(cli, what, ['container', 'wait', '--', id], { signal });
      const exitCode = Number.parseInt(stdout, 10);
      if (Number.isSafeInteger(exitCode)) return exitCode;
      throw new EngineError('ENGINE_FAILED', `${what}: docker said ${JSON.stringify(stdout)}`);
    },
    inspectContainer: (id, signal) => inspectContainer(cli, id, signal),
    logs: (id, signal) => logs(cli, id, signal),
    async copyFrom(id, source, target, signal) {
      const what = `${source} cannot be copied out of container ${id}`;
      await expect(cli, what, ['cp', '--', `${id}:${source}`, target], { signal });
    },
    ...watchContainers(cli),
    removeContainer: (id, signal) => removeContainer(cli, id, signal),
  };
}

const cleanUpTimeoutMs = 60_000;
const LOOKS = 5;
const LOOK_EVERY_MS = 250;
/** Podman follows a link that is named by itself. */
const followLink = { docker: ['--follow-link'], podman: [] } as const;
/** Docker kills what it is forced to remove; podman waits ten seconds before. */
const atOnce = { docker: [], podman: ['--time=0'] } as const;
const startLabel = 'package-model.start';
const logLimitChars = 256 * 1024;
const logLines = 5000;

async function start(
  cli: DockerCli,
  request: ContainerRequest,
  { socket, signal, ...deps }: StartDeps & { readonly signal: AbortSignal },
): Promise<string> {
  const nonce = randomUUID();
  let id: string | undefined;
  try {
    id =
      (await socket?.create(request, [startLabel, nonce], signal)) ??
      (await create(cli, request, { ...deps, nonce, signal }));
    for (const file of request.files ?? []) {
      const what = `${file.source} cannot be copied into the container`;
      const target = `${id}:${file.target}`;
      await expect(cli, what, ['cp', ...followLink[cli.name], '--', file.source, target], {
        signal,
      });
    }
    if ((await socket?.start(id, signal)) === true) return id;
    const what = `the container of ${request.image} cannot start`;
    await expect(cli, what, ['container', 'start', '--', id], { signal });
    return id;
  } catch (error) {
    await removeStarted(cli, nonce, signal.aborted && id === undefined ? LOOKS : 1);
    throw error;
  }
}

function create(
  cli: DockerCli,
  request: ContainerRequest,
  own: Pick<StartDeps, 'temporaryDirectory'> & {
    readonly nonce: string;
    readonly signal: AbortSignal;
  },
): Promise<string> {
  const { temporaryDirectory, nonce, signal } = own;
  const label = `${startLabel}=${nonce}`;
  return withPrivateFolder(temporaryDirectory, async (folder) => {
    const args = await createArgs(request, { engine: cli.name, label, folder });
    const what = `a container of ${request.image} cannot be created`;
    return (await expect(cli, what, args, { signal })).trim();
  });
}

/**
 * Removes what a failed or cancelled start has left. By a label only this start has: the name
 * could be a stranger's, and the id may not have reached us. An engine that is not asked any more
 * goes on making a container, which shows up a moment later: several looks find it.
 */
async function removeStarted(cli: DockerCli, nonce: string, looks: number): Promise<void> {
  const signal = AbortSignal.timeout(cleanUpTimeoutMs);
  const filter = `--filter=label=${startLabel}=${nonce}`;
  try {
    const args = ['container', 'ls', '--all', '--quiet', '--no-trunc', filter];
    for (let look = 1; look <= looks; look += 1) {
      const { stdout } = await call(cli, args, { signal });
      const ids = stdout.split('\n').filter((line) => line !== '');
      for (const id of ids) await removeContainer(cli, id, signal);
      if (ids.length > 0 || look === looks) return;
      await systemClock.sleep(LOOK_EVERY_MS, signal);
    }
  } catch {
    // The start's own error is the one to tell; the engine that made it may be gone by now.
  }
}

/** A container by id or name; undefined when it is gone. */
export async function inspectContainer(
  cli: DockerCli,
  id: string,
  signal: AbortSignal,
): Promise<Container | undefined> {
  const result = await call(cli, ['container', 'inspect', '--', id], {
    signal,
    timeoutMs: questionTimeoutMs,
  });
  if (saysMissing(result)) return undefined;
  if (result.exitCode !== 0) throw failed(`container ${id} cannot be inspected`, result);
  return parseContainers(result.stdout)[0];
}

async function logs(cli: DockerCli, id: string, signal: AbortSignal): Promise<string> {
  const args = ['container', 'logs', '--timestamps', `--tail=${logLines}`, '--', id];
  const result = await call(cli, args, { signal, timeoutMs: questionTimeoutMs });
  if (result.exitCode !== 0) throw failed(`the log of container ${id} cannot be read`, result);
  return mergeLogs(result.stdout, result.stderr).slice(-logLimitChars);
}

async function removeContainer(cli: DockerCli, id: string, signal: AbortSignal): Promise<void> {
  const args = ['container', 'rm', '--force', '--volumes', ...atOnce[cli.name], '--', id];
  const result = await call(cli, args, { signal });
  if (result.exitCode === 0 || saysMissing(result)) return;
  if (/removal of container \S+ is already in progress/i.test(result.stderr)) return;
  throw failed(`container ${id} cannot be removed`, result);
}
