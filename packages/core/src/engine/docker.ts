import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Pipe } from '../process/pipe.ts';
import type { Run } from '../process/run.ts';
import type { DockerApi } from './docker-api.ts';
import { build } from './docker-build.ts';
import type { BuilderChoice, DetectedEngine } from './docker-builder.ts';
import { detect } from './docker-builder.ts';
import type { DockerCli } from './docker-cli.ts';
import { dockerContainers } from './docker-containers.ts';
import { dockerImages } from './docker-images.ts';
import { dockerNetworks } from './docker-networks.ts';
import { overSocket } from './docker-over-socket.ts';
import type { DockerQuestions } from './docker-questions.ts';
import { askCli, askSocket } from './docker-questions.ts';
import { socketStart } from './docker-start.ts';
import { dockerReach, ownNetwork, whyNoGpuIn, whyNotIsolatedOn } from './docker-reach.ts';
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
  /** For docker, where its command line would use a socket of this machine. */
  readonly api?: DockerApi;
};

/**
 * Docker by its command line, and by its API where a socket is known. Nothing is asked of it before
 * the first call.
 */
export function createDockerEngine(deps: DockerDeps, options: DockerOptions = {}): Engine {
  const { temporaryDirectory, run, pipe, api } = deps;
  const cli: DockerCli = { name: 'docker', program: options.program ?? 'docker', run, pipe };
  const socket = api === undefined ? undefined : socketStart(api);
  const containers = dockerContainers(cli, { temporaryDirectory, socket });
  const byCli = { ...dockerImages(cli), ...containers };
  const both = api === undefined ? byCli : { ...byCli, ...overSocket(api, byCli) };
  const questions = api === undefined ? askCli(cli) : askSocket(api, askCli(cli));
  let detected: DetectedEngine | undefined;
  async function detectOnce(signal: AbortSignal): Promise<DetectedEngine> {
    detected ??= await detect(cli, options.builder ?? 'auto', signal);
    return detected;
  }
  let reach: Promise<Reach> | undefined;
  return {
    program: cli.program,
    ...both,
    ...dockerNetworks(cli),
    async reach(signal) {
      reach ??= dockerReach(both, questions, signal);
      return reach;
    },
    async whyNotIsolated(signal) {
      const own = await ownNetwork(both, signal);
      if (own !== undefined) return 'this job itself runs in a container';
      return whyNotIsolatedOn(await questions.info(signal), await questions.endpoint(signal));
    },
    async whyNoGpu(signal) {
      return whyNoGpuIn(await questions.info(signal));
    },
    async info(signal) {
      const { version, os, architecture } = await questions.server(signal);
      const { imageStore, cpus } = await questions.info(signal);
      return { name: 'docker', serverVersion: version, os, architecture, cpus, imageStore };
    },
    async identity(signal) {
      const known = await api?.serverVersion();
      const serverVersion = known ?? (await questions.server(signal)).version;
      return { name: 'docker', serverVersion };
    },
    builder: async (signal) => (await detectOnce(signal)).builder,
    async build(request, signal) {
      return build(cli, await detectOnce(signal), request, { temporaryDirectory, signal });
    },
    freeBytes: (signal) => freeBytes(questions, signal),
  };
}

async function freeBytes(
  questions: DockerQuestions,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { dataRoot, hostName } = await questions.info(signal);
  const host = await questions.endpoint(signal);
  if (!host.startsWith('unix://') || hostName !== hostname() || dataRoot === '') return undefined;
  try {
    const { bavail, bsize } = await statfs(dataRoot);
    return bavail * bsize;
  } catch {
    // The engine runs in a machine or container of its own: its folder is not here.
    return undefined;
  }
}
