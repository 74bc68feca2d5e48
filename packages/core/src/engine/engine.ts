import type { Digest } from '../oci/digest.ts';
import type { Secret } from '../secret.ts';

/** How the engine builds: only the classic one knows no secrets. `buildah` is podman's. */
export type Builder = 'buildx' | 'buildkit' | 'classic' | 'buildah';

/** Whose command line it is. */
export type EngineName = 'docker' | 'podman';

export type EngineInfo = {
  readonly name: EngineName;
  readonly serverVersion: string;
  readonly os: string;
  /** In Go's words: `amd64`, `arm64`. */
  readonly architecture: string;
  /** Processors of its machine; 0 when it does not tell. */
  readonly cpus: number;
  /** Only a classic store can be given an image without the layers it has already. */
  readonly imageStore: 'classic' | 'containerd' | 'podman';
};

/** A secret of a build: readable at `/run/secrets/<id>` by the steps that mount it. */
export type BuildSecret = {
  readonly id: string;
  readonly source:
    | { readonly kind: 'value'; readonly value: Secret }
    | { readonly kind: 'file'; readonly path: string };
};

export type BuildRequest = {
  /** Absolute path. */
  readonly contextFolder: string;
  /** Path of the Dockerfile below the context folder. */
  readonly dockerfile: string;
  readonly tag: string;
  readonly secrets: readonly BuildSecret[];
  /** Builds each step anew, whatever the engine has kept of former builds. */
  readonly cache?: 'none';
  /** Values stay in the image's history: nothing secret. */
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** `os/architecture`; without it the engine's own. */
  readonly platform?: string;
  /** Lines of the builder as they come, secrets masked. */
  readonly onLine?: (line: string) => void;
};

/** The part of an image's config that a container sees, keys as in OCI image-spec config.md. */
export type EngineImageConfig = {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
  readonly Volumes?: Readonly<Record<string, unknown>>;
  readonly ExposedPorts?: Readonly<Record<string, unknown>>;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
};

export type EngineImage = {
  /** The engine's name for it; not the config digest on every store. */
  readonly id: string;
  /** Diff ids, lowest first. */
  readonly layers: readonly Digest[];
  readonly config: EngineImageConfig;
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  /** `repository@digest`; empty until pushed or pulled. */
  readonly repoDigests: readonly string[];
  readonly sizeBytes: number;
};

export type ContainerRequest = {
  readonly image: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A `Secret` reaches the engine by a file of mode 0600 and may not have line ends. */
  readonly env: Readonly<Record<string, string | Secret>>;
  /** TCP ports of the container, each published on an ephemeral port. */
  readonly ports: readonly number[];
  /** Address of the engine's machine that they are published on; 127.0.0.1 without it. */
  readonly publishOn?: PublishAddress;
  /** Replaces the image's entrypoint. */
  readonly entrypoint?: string;
  readonly command?: readonly string[];
  readonly user?: string;
  readonly memoryBytes?: number;
  /** May be a fraction: 0.5. */
  readonly cpus?: number;
  /** NO_GPU where the engine has none to give. */
  readonly gpus?: Gpus;
  /** `all` breaks images that start as root and change the user. */
  readonly dropCapabilities?: 'all';
  /** `none`, or the name of a network. */
  readonly network?: string;
  readonly mounts?: readonly Mount[];
  /** Copied into the container before it starts; owned by root there. */
  readonly files?: readonly ContainerFile[];
};

export type PublishAddress = '127.0.0.1' | '0.0.0.0';
export type Gpus = 'all' | number;

/** A folder or file of the engine's machine, read-only in the container unless it is `writable`. */
export type Mount = {
  readonly source: string;
  readonly target: string;
  readonly writable?: true;
};
export type ContainerFile = { readonly source: string; readonly target: string };

export type ContainerState =
  | { readonly kind: 'created'; readonly error: string }
  | { readonly kind: 'running' }
  | {
      readonly kind: 'exited';
      readonly exitCode: number;
      readonly oomKilled: boolean;
      readonly error: string;
    }
  | { readonly kind: 'other'; readonly status: string };

export type Container = {
  readonly id: string;
  readonly state: ContainerState;
  /** Number of its first process on the engine's machine; none while it does not run. */
  readonly pid?: number;
  /** Empty while it does not run. */
  readonly ports: readonly PublishedPort[];
  /** IPv4 addresses by the names of its networks; none while it does not run. */
  readonly addresses: Readonly<Record<string, string>>;
};

export type PublishedPort = {
  readonly containerPort: number;
  readonly hostAddress: string;
  readonly hostPort: number;
};

/** A path of a container that is not as in its image. */
export type ContainerChange = {
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'deleted';
};

/** What a container takes of its machine at this moment. */
export type ContainerUsage = { readonly memoryBytes: number; readonly cpuPercent: number };

export type Executed = { readonly exitCode: number; readonly stdout: string };

export type ContainerProcess = {
  /** A number, as the engine's machine counts users. */
  readonly user: string;
  readonly command: string;
  /** Resident memory, pages shared with other processes included. */
  readonly memoryBytes: number;
};

/** Called for each line of a long call. */
export type Listening = { readonly onLine?: (line: string) => void; readonly signal: AbortSignal };

/** Images of an engine. All calls: EngineError, or ToolError ABORTED when the signal aborts. */
export interface EngineImages {
  inspectImage(reference: string, signal: AbortSignal): Promise<EngineImage | undefined>;
  /** The diff ids of each image the engine has. */
  listImages(signal: AbortSignal): Promise<readonly (readonly Digest[])[]>;
  pull(reference: string, options: Listening): Promise<void>;
  /** Pushes one tag; gives the digest of its manifest. */
  push(reference: string, options: Listening): Promise<Digest>;
  /** The image as the engine's archive; each iteration starts anew. */
  save(reference: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Loads an archive; gives the name (or, when it has none, the id) of the last image in it. */
  load(source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<string>;
  tag(source: string, target: string, signal: AbortSignal): Promise<void>;
  /** Removes a name, and the image with its last name; one that is not there is no error. */
  removeImage(reference: string, signal: AbortSignal): Promise<void>;
}

/** Containers of an engine. They get no environment of the host, no socket, no new privileges. */
export interface EngineContainers {
  /** Starts a container and gives its id; one that cannot start is removed. Never pulls. */
  run(request: ContainerRequest, signal: AbortSignal): Promise<string>;
  /** Waits for the end of a container; gives its exit code. */
  wait(id: string, signal: AbortSignal): Promise<number>;
  /** Undefined when it is gone. */
  inspectContainer(id: string, signal: AbortSignal): Promise<Container | undefined>;
  /** The last 256 KiB of both streams, in the order of time. */
  logs(id: string, signal: AbortSignal): Promise<string>;
  /** Copies a folder or file out of a container to a path of this machine. */
  copyFrom(id: string, source: string, target: string, signal: AbortSignal): Promise<void>;
  /** What the container has written; mounts and volumes are not looked into. */
  changes(id: string, signal: AbortSignal): Promise<readonly ContainerChange[]>;
  /** Undefined when it does not run. Takes 1 to 2 s: the engine measures over that time. */
  usage(id: string, signal: AbortSignal): Promise<ContainerUsage | undefined>;
  /** Its processes, as the engine's machine sees them; none when it does not run. */
  processes(id: string, signal: AbortSignal): Promise<readonly ContainerProcess[]>;
  /**
   * Runs a program in a running container, as its own user. The exit code is not 0 either when the
   * container does not run or has no such program.
   */
  exec(id: string, command: readonly string[], signal: AbortSignal): Promise<Executed>;
  /** Asks it to end (SIGTERM) and kills it after the time; one that has ended is no error. */
  stop(id: string, limit: { readonly timeoutSeconds: number }, signal: AbortSignal): Promise<void>;
  /** Ends and removes it with its volumes; one that is gone is no error. */
  removeContainer(id: string, signal: AbortSignal): Promise<void>;
}

/** How the containers of an engine are reached from this process. */
export type Reach =
  /** By ports published on an address of the engine's machine, which is called `host` here. */
  | { readonly kind: 'published'; readonly host: string; readonly publishOn: PublishAddress }
  /** By their own address on this network: this process runs in a container of it. */
  | { readonly kind: 'network'; readonly network: string };

/** Where containers are reached, and networks that lead nowhere. */
export interface EngineNetworks {
  /** UNREACHABLE when this process could not reach a port of the engine's machine. */
  reach(signal: AbortSignal): Promise<Reach>;
  /** Why a container on an isolated network could not be reached; undefined when it can. */
  whyNotIsolated(signal: AbortSignal): Promise<string | undefined>;
  /** Why the engine has no GPU to give, where that can be known; undefined otherwise. */
  whyNoGpu(signal: AbortSignal): Promise<string | undefined>;
  /** Makes a network without a way out; this machine reaches its containers by their address. */
  createIsolatedNetwork(network: NetworkRequest, signal: AbortSignal): Promise<void>;
  /** One that is not there is no error. */
  removeNetwork(name: string, signal: AbortSignal): Promise<void>;
}

export type NetworkRequest = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
};

/** A container engine. */
export interface Engine extends EngineImages, EngineContainers, EngineNetworks {
  /** The command line as a person types it, for advice. */
  readonly program: string;
  info(signal: AbortSignal): Promise<EngineInfo>;
  /** Only who it is, which takes less time. */
  identity(signal: AbortSignal): Promise<Pick<EngineInfo, 'name' | 'serverVersion'>>;
  /** What `build` will build with. NO_BUILDKIT when that was asked for and is not there. */
  builder(signal: AbortSignal): Promise<Builder>;
  /** Builds into the engine's own store; gives the image's id. */
  build(request: BuildRequest, signal: AbortSignal): Promise<string>;
  /** Bytes free where the engine keeps its images; undefined when that is another machine. */
  freeBytes(signal: AbortSignal): Promise<number | undefined>;
}

/** The port of the engine's machine that a container's port is published on. */
export function hostPortOf(container: Container, containerPort: number): number | undefined {
  return container.ports.find((port) => port.containerPort === containerPort)?.hostPort;
}
