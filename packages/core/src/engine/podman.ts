import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDigest } from '../oci/digest.ts';
import { build } from './docker-build.ts';
import type { DetectedEngine } from './docker-builder.ts';
import type { DockerCli } from './docker-cli.ts';
import { call, expect, failed, questionTimeoutMs, saysMissing } from './docker-cli.ts';
import { dockerContainers } from './docker-containers.ts';
import { dockerImages } from './docker-images.ts';
import { dockerNetworks } from './docker-networks.ts';
import { ownNetwork, whyNoGpuIn } from './docker-reach.ts';
import { parseProcesses } from './docker-text.ts';
import type { DockerDeps } from './docker.ts';
import type { Engine, EngineContainers, EngineImages, Reach } from './engine.ts';
import { EngineError } from './errors.ts';
import { parsePodmanInfo, parsePodmanUsage } from './podman-json.ts';
import type { PodmanInfo } from './podman-json.ts';
import { withPrivateFolder } from './private-folder.ts';

/** True for a program that is podman by its name: `podman`, `/usr/bin/podman`, `podman-remote`. */
export function isPodman(program: string): boolean {
  return /^podman(-remote)?(\.exe)?$/i.test(program.split(/[\\/]/).at(-1) ?? '');
}

/** Podman by its own command line, as far as it is docker's; what differs stands here. */
export function createPodmanEngine(
  deps: DockerDeps,
  options: { readonly program: string },
): Engine {
  const { temporaryDirectory, run, pipe } = deps;
  const cli: DockerCli = { name: 'podman', program: options.program, run, pipe };
  const containers = dockerContainers(cli, { temporaryDirectory });
  let known: Promise<PodmanInfo> | undefined;
  const about = (signal: AbortSignal): Promise<PodmanInfo> => (known ??= ask(cli, signal));
  return {
    program: cli.program,
    ...dockerImages(cli),
    ...podmanTransfers(cli, temporaryDirectory),
    ...containers,
    ...podmanWatch(cli),
    ...dockerNetworks(cli),
    async info(signal) {
      const { version, os, architecture, cpus } = await about(signal);
      const imageStore = 'podman';
      return { name: 'podman', serverVersion: version, os, architecture, cpus, imageStore };
    },
    async identity(signal) {
      return { name: 'podman', serverVersion: (await about(signal)).version };
    },
    builder: async () => 'buildah',
    async build(request, signal) {
      const engine = detected(await about(signal));
      return build(cli, engine, request, { temporaryDirectory, signal });
    },
    reach: async (signal) => (await ownNetwork(containers, signal)) ?? here,
    async whyNotIsolated(signal) {
      if ((await ownNetwork(containers, signal)) !== undefined) return inContainer;
      return whyNotIsolatedIn(await about(signal));
    },
    whyNoGpu: async (signal) => whyNoGpuIn({ ...(await about(signal)), runtimes: [] }),
    freeBytes: async (signal) => freeBytes(await about(signal)),
  };
}

const inContainer = 'this job itself runs in a container';

/** Of a podman machine, too: its ports are forwarded to this one. */
const here: Reach = { kind: 'published', host: '127.0.0.1', publishOn: '127.0.0.1' };

async function ask(cli: DockerCli, signal: AbortSignal): Promise<PodmanInfo> {
  const options = { signal, timeoutMs: questionTimeoutMs };
  const what = 'podman does not answer';
  return parsePodmanInfo(await expect(cli, what, ['info', '--format', 'json'], options));
}

function detected({ version, os, architecture }: PodmanInfo): DetectedEngine {
  const server = { version, os, architecture };
  const client = { clientVersion: version, context: '', podman: true };
  return { version: { ...client, server }, server, builder: 'buildah' };
}

/** Why this machine could not reach containers of an isolated network. */
export function whyNotIsolatedIn(info: PodmanInfo): string | undefined {
  const { remote, rootless, networkBackend } = info;
  if (remote) return 'podman runs containers in another machine';
  if (rootless) return 'podman runs rootless, with networks of its own';
  // CNI gives this machine no address on such a network; netavark does.
  return networkBackend === 'cni' ? 'podman uses CNI networks (netavark can do it)' : undefined;
}

/** Podman takes plain HTTP for no registry by itself; docker does so on this machine. */
function transportArgs(reference: string): readonly string[] {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\//.test(reference) ? ['--tls-verify=false'] : [];
}

function podmanTransfers(
  cli: DockerCli,
  temporaryDirectory: string,
): Pick<EngineImages, 'pull' | 'push'> {
  return {
    async pull(reference, options) {
      const args = ['pull', ...transportArgs(reference), '--', reference];
      await expect(cli, `${reference} cannot be pulled`, args, options);
    },
    push: (reference, options) =>
      withPrivateFolder(temporaryDirectory, async ({ path }) => {
        const file = join(path, 'digest');
        const more = [...transportArgs(reference), `--digestfile=${file}`];
        const args = ['push', ...more, '--', reference];
        await expect(cli, `${reference} cannot be pushed`, args, options);
        const digest = parseDigest((await readFile(file, 'utf8')).trim());
        if (digest !== undefined) return digest;
        const message = `podman pushed ${reference} but did not tell its digest`;
        throw new EngineError('ENGINE_FAILED', message);
      }),
  };
}

function podmanWatch(cli: DockerCli): Pick<EngineContainers, 'usage' | 'processes'> {
  return {
    async usage(id, signal) {
      const args = ['container', 'stats', '--no-stream', '--format=json', '--', id];
      const result = await call(cli, args, { signal, timeoutMs: questionTimeoutMs });
      if (saysMissing(result) || isStopped(result.stderr)) return undefined;
      if (result.exitCode !== 0) throw failed(`container ${id} cannot be measured`, result);
      return parsePodmanUsage(result.stdout);
    },
    async processes(id, signal) {
      const args = ['container', 'top', id, 'pid', 'huser', 'rss', 'args'];
      const result = await call(cli, args, { signal, timeoutMs: questionTimeoutMs });
      if (saysMissing(result) || isStopped(result.stderr)) return [];
      const what = `the processes of container ${id} cannot be listed`;
      if (result.exitCode !== 0) throw failed(what, result);
      // Podman gives users of this machine by their names.
      return parseProcesses(result.stdout).map((one) =>
        one.user === 'root' ? { ...one, user: '0' } : one,
      );
    },
  };
}

function isStopped(stderr: string): boolean {
  return /can only be used on running containers|is not running|container state improper/i.test(
    stderr,
  );
}

async function freeBytes({ remote, dataRoot }: PodmanInfo): Promise<number | undefined> {
  if (remote || dataRoot === '') return undefined;
  try {
    const { bavail, bsize } = await statfs(dataRoot);
    return bavail * bsize;
  } catch {
    // The folder is made with the first image.
    return undefined;
  }
}
