import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Pipe } from '../process/pipe.ts';
import type { Run } from '../process/run.ts';
import { build } from './docker-build.ts';
import type { BuilderChoice, DetectedEngine } from './docker-builder.ts';
import { detect } from './docker-builder.ts';
import type { DockerCli } from './docker-cli.ts';
import { expect, questionTimeoutMs } from './docker-cli.ts';
import { dockerContainers } from './docker-containers.ts';
import { dockerImages } from './docker-images.ts';
import type { DockerInfo } from './docker-json.ts';
import { parseInfo } from './docker-json.ts';
import { dockerNetworks } from './docker-networks.ts';
import {
  dockerEndpoint,
  dockerReach,
  ownNetwork,
  whyNoGpuIn,
  whyNotIsolatedOn,
} from './docker-reach.ts';
import type { Engine, Reach } from './engine.ts';

export type DockerOptions = {
  /** Name or path of the client; default `docker`. */
  readonly program?: string;
  /** Default `auto`. */
  readonly builder?: BuilderChoice;
};

export type DockerDeps = {
  readonly run: Run;
  readonly pipe: Pipe;
  /** A folder that exists, for secrets and results of builds. */
  readonly temporaryDirectory: string;
};

/** Docker by its command line. Nothing is asked of it before the first call. */
export function createDockerEngine(deps: DockerDeps, options: DockerOptions = {}): Engine {
  const { temporaryDirectory } = deps;
  const { run, pipe } = deps;
  const cli: DockerCli = { name: 'docker', program: options.program ?? 'docker', run, pipe };
  let detected: DetectedEngine | undefined;
  async function detectOnce(signal: AbortSignal): Promise<DetectedEngine> {
    detected ??= await detect(cli, options.builder ?? 'auto', signal);
    return detected;
  }
  let reach: Promise<Reach> | undefined;
  return {
    program: cli.program,
    ...dockerImages(cli),
    ...dockerContainers(cli, temporaryDirectory),
    ...dockerNetworks(cli),
    async reach(signal) {
      reach ??= dockerReach(cli, signal);
      return reach;
    },
    whyNotIsolated: (signal) => whyNotIsolated(cli, signal),
    async whyNoGpu(signal) {
      return whyNoGpuIn(await dockerInfo(cli, signal));
    },
    async info(signal) {
      const { version, server, builder } = await detectOnce(signal);
      const { imageStore, cpus } = await dockerInfo(cli, signal);
      return {
        name: 'docker',
        clientVersion: version.clientVersion,
        serverVersion: server.version,
        os: server.os,
        architecture: server.architecture,
        cpus,
        builder,
        imageStore,
      };
    },
    async build(request, signal) {
      return build(cli, await detectOnce(signal), request, { temporaryDirectory, signal });
    },
    freeBytes: (signal) => freeBytes(cli, signal),
  };
}

async function dockerInfo(cli: DockerCli, signal: AbortSignal): Promise<DockerInfo> {
  const args = ['info', '--format', '{{json .}}'];
  const options = { signal, timeoutMs: questionTimeoutMs };
  return parseInfo(await expect(cli, 'the container engine does not answer', args, options));
}

async function whyNotIsolated(cli: DockerCli, signal: AbortSignal): Promise<string | undefined> {
  const own = await ownNetwork(cli, signal);
  if (own !== undefined) return 'this job itself runs in a container';
  return whyNotIsolatedOn(await dockerInfo(cli, signal), await dockerEndpoint(cli, signal));
}

async function freeBytes(cli: DockerCli, signal: AbortSignal): Promise<number | undefined> {
  const { dataRoot, hostName } = await dockerInfo(cli, signal);
  const host = await dockerEndpoint(cli, signal);
  if (!host.startsWith('unix://') || hostName !== hostname() || dataRoot === '') return undefined;
  try {
    const { bavail, bsize } = await statfs(dataRoot);
    return bavail * bsize;
  } catch {
    // The engine runs in a machine or container of its own: its folder is not here.
    return undefined;
  }
}
