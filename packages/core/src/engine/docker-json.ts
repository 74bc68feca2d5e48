import * as z from 'zod/mini';
import { fullName, hasRegistry } from '../oci/full-name.ts';
import type { Digest } from '../oci/digest.ts';
import { parseDigest } from '../oci/digest.ts';
import type {
  Container,
  ContainerState,
  ContainerUsage,
  EngineImage,
  EngineImageConfig,
  PublishedPort,
} from './engine.ts';
import { parseSize } from './docker-text.ts';
import { parseOutput, unreadable } from './parse-output.ts';

const strings = z.nullish(z.array(z.string()));
const map = z.nullish(z.record(z.string(), z.unknown()));
const text = z._default(z.string(), '');

const server = z.object({ Version: z.string(), Os: z.string(), Arch: z.string() });
const version = z.object({
  Client: z.object({
    Version: z.string(),
    ApiVersion: z.optional(z.string()),
    Context: z._default(z.string(), 'default'),
  }),
  Server: z.nullish(server),
});
const info = z.object({
  Name: text,
  DockerRootDir: text,
  OperatingSystem: text,
  SecurityOptions: strings,
  Runtimes: map,
  NCPU: z._default(z.number(), 0),
  DriverStatus: z.nullish(z.array(z.array(z.string()))),
  Containerd: z.nullish(z.object({ Address: text })),
});
const imageConfig = z.object({
  User: z.nullish(z.string()),
  Env: strings,
  Entrypoint: strings,
  Cmd: strings,
  WorkingDir: z.nullish(z.string()),
  Volumes: map,
  ExposedPorts: map,
  Labels: z.nullish(z.record(z.string(), z.string())),
  StopSignal: z.nullish(z.string()),
});
const image = z.object({
  Id: z.string(),
  RepoDigests: strings,
  Architecture: z.string(),
  Variant: z.nullish(z.string()),
  Os: z.string(),
  Size: z._default(z.number(), 0),
  Config: z.nullish(imageConfig),
  RootFS: z.object({ Layers: strings }),
  Descriptor: z.optional(z.unknown()),
  Identity: z.nullish(
    z.object({
      Pull: z.nullish(z.array(z.object({ Repository: z.string() }))),
      Build: z.nullish(z.array(z.unknown())),
    }),
  ),
});
const container = z.object({
  Id: z.string(),
  State: z.object({
    Status: z.string(),
    ExitCode: z._default(z.number(), 0),
    OOMKilled: z._default(z.boolean(), false),
    Error: text,
    Pid: z._default(z.number(), 0),
  }),
  NetworkSettings: z.object({
    Ports: z.nullish(
      z.record(z.string(), z.nullish(z.array(z.object({ HostIp: text, HostPort: z.string() })))),
    ),
    Networks: z.nullish(z.record(z.string(), z.nullish(z.object({ IPAddress: text })))),
  }),
});
const stats = z.object({ MemUsage: z.string(), CPUPerc: z.string(), PIDs: z.string() });
const context = z.object({
  Endpoints: z.object({ docker: z.object({ Host: text }) }),
});

/** `docker version`; the server is undefined when it did not answer. */
export type DockerVersion = {
  readonly clientVersion: string;
  /** The version of the API that client and daemon speak: `1.41`. */
  readonly apiVersion?: string;
  /** The name of the context, which is also the name of its own buildx builder. */
  readonly context: string;
  /** True when podman answers in docker's place. */
  readonly podman: boolean;
  readonly server?: DockerServer;
};

/** The daemon. */
export type DockerServer = {
  readonly version: string;
  readonly os: string;
  readonly architecture: string;
};

export function parseVersion(stdout: string): DockerVersion {
  const { Client, Server } = parseOutput(version, stdout, '`docker version`');
  const found = {
    clientVersion: Client.Version,
    ...(Client.ApiVersion !== undefined && { apiVersion: Client.ApiVersion }),
    context: Client.Context,
    podman: Client.ApiVersion === undefined,
  };
  if (Server === null || Server === undefined) return found;
  return { ...found, server: toServer(Server) };
}

/** `/version` of the API: what `docker version` tells of the daemon. */
export function parseServer(text: string): DockerServer {
  return toServer(parseOutput(server, text, '/version'));
}

function toServer({ Version, Os, Arch }: z.infer<typeof server>): DockerServer {
  return { version: Version, os: Os, architecture: Arch };
}

/** `docker info`. */
export type DockerInfo = {
  /** Host name of the engine's machine. */
  readonly hostName: string;
  /** Where its images are. */
  readonly dataRoot: string;
  readonly imageStore: 'classic' | 'containerd';
  readonly operatingSystem: string;
  readonly rootless: boolean;
  readonly runtimes: readonly string[];
  readonly cpus: number;
};

export function parseInfo(stdout: string): DockerInfo {
  const found = parseOutput(info, stdout, '`docker info`');
  const snapshotter = (found.DriverStatus ?? []).some(
    ([key, value]) => key === 'driver-type' && value?.startsWith('io.containerd.snapshotter'),
  );
  return {
    hostName: found.Name,
    dataRoot: snapshotter && isSystemContainerd(found) ? SYSTEM_ROOT : found.DockerRootDir,
    imageStore: snapshotter ? 'containerd' : 'classic',
    operatingSystem: found.OperatingSystem,
    rootless: (found.SecurityOptions ?? []).some((option) => option.startsWith('name=rootless')),
    runtimes: Object.keys(found.Runtimes ?? {}),
    cpus: found.NCPU,
  };
}

const SYSTEM_ROOT = '/var/lib/containerd';

/** One that the daemon has started itself keeps its data below the daemon's own. */
function isSystemContainerd({ Containerd }: z.infer<typeof info>): boolean {
  return /^(\/var)?\/run\/containerd\//.test(Containerd?.Address ?? '');
}

/** The endpoint (`unix:///var/run/docker.sock`) in `docker context inspect`. */
export function parseContextHost(stdout: string): string {
  const [first] = parseOutput(z.array(context), stdout, '`docker context inspect`');
  return first?.Endpoints.docker.Host ?? '';
}

/** From this version of the API on, 1.53, an image tells where it was pulled from. */
export const IDENTITY_SINCE = 53;

/** The images in `docker image inspect`; with `identity` known, only registries give digests. */
export function parseImages(
  stdout: string,
  identity: 'known' | 'unknown' = 'unknown',
): readonly EngineImage[] {
  return parseOutput(z.array(image), stdout, '`docker image inspect`').map((found) => ({
    id: found.Id,
    layers: (found.RootFS.Layers ?? []).map(digest),
    config: toConfig(found.Config ?? {}),
    os: found.Os,
    architecture: found.Architecture,
    ...(found.Variant ? { variant: found.Variant } : {}),
    repoDigests: identity === 'known' ? pulledDigests(found) : (found.RepoDigests ?? []),
    sizeBytes: found.Size,
  }));
}

/** Containerd's store gives a digest to each name, also of an image that was only built here. */
function pulledDigests(found: z.infer<typeof image>): readonly string[] {
  const digests = found.RepoDigests ?? [];
  if (found.Descriptor === undefined) return digests;
  const { Pull, Build } = found.Identity ?? {};
  const sources = (Pull ?? []).map(({ Repository }) => Repository);
  return digests.filter((entry) => {
    const [repository = ''] = entry.split('@');
    // BuildKit notes a source for what it builds upon, also where no registry was asked.
    if (Build?.length && !hasRegistry(repository)) return false;
    return sources.includes(sourceOf(repository));
  });
}

/** The repository as the store notes it: with its registry, without the port. */
function sourceOf(repository: string): string {
  return fullName(repository).replace(/^([^/:]+):\d+\//, '$1/');
}

/** The ids of the images in `/images/json` of the API. */
export function parseImageIds(text: string): readonly string[] {
  const found = parseOutput(z.array(z.object({ Id: z.string() })), text, '/images/json');
  return [...new Set(found.map(({ Id }) => Id))];
}

/** The diff ids of images, a line of `docker image inspect --format={{json .RootFS.Layers}}` each. */
export function parseLayers(stdout: string): readonly (readonly Digest[])[] {
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  const layers = z.nullable(z.array(z.string()));
  return lines.map((line) =>
    (parseOutput(layers, line, '`docker image inspect`') ?? []).map(digest),
  );
}

/** The containers in `docker container inspect`. */
export function parseContainers(stdout: string): readonly Container[] {
  return parseOutput(z.array(container), stdout, '`docker container inspect`').map((found) => ({
    id: found.Id,
    state: toState(found.State),
    ...(found.State.Pid > 0 && { pid: found.State.Pid }),
    ports: Object.entries(found.NetworkSettings.Ports ?? {}).flatMap(([key, bindings]) =>
      (bindings ?? []).map((binding) => toPort(key, binding)),
    ),
    addresses: Object.fromEntries(
      Object.entries(found.NetworkSettings.Networks ?? {}).flatMap(([name, network]) =>
        network?.IPAddress ? [[name, network.IPAddress]] : [],
      ),
    ),
  }));
}

/** The line of `docker stats --no-stream`; undefined for a container that does not run. */
export function parseUsage(stdout: string): ContainerUsage | undefined {
  const { MemUsage, CPUPerc, PIDs } = parseOutput(stats, stdout, '`docker stats`');
  const memoryBytes = parseSize(MemUsage.split('/')[0] ?? '');
  if (PIDs === '0' || MemUsage.startsWith('--')) return undefined;
  if (memoryBytes === undefined) throw unreadable('`docker stats`', `memory ${MemUsage}`);
  return { memoryBytes, cpuPercent: Number.parseFloat(CPUPerc) || 0 };
}

function toPort(key: string, binding: { HostIp: string; HostPort: string }): PublishedPort {
  return {
    containerPort: Number.parseInt(key, 10),
    hostAddress: binding.HostIp,
    hostPort: Number.parseInt(binding.HostPort, 10),
  };
}

function toState(state: z.infer<typeof container>['State']): ContainerState {
  const { Status: status, ExitCode: exitCode, OOMKilled: oomKilled, Error: error } = state;
  switch (status) {
    case 'created':
    case 'configured':
    case 'initialized':
      return { kind: 'created', error };
    case 'running':
      return { kind: 'running' };
    case 'exited':
    case 'dead':
    case 'stopped':
      return { kind: 'exited', exitCode, oomKilled, error };
    default:
      return { kind: 'other', status };
  }
}

/** Without the keys that are null or empty, which mean the same as absent. */
function toConfig(config: Partial<z.infer<typeof imageConfig>>): EngineImageConfig {
  const known = Object.keys(imageConfig.shape);
  const entries = Object.entries(config).filter(
    ([key, value]) => known.includes(key) && !isEmpty(value),
  );
  return Object.fromEntries(entries);
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function digest(text: string): Digest {
  const found = parseDigest(text);
  if (found === undefined) throw unreadable('`docker image inspect`', `layer ${text}`);
  return found;
}
