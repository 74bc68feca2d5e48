import * as z from 'zod/mini';
import { parseSize } from './docker-text.ts';
import type { ContainerUsage } from './engine.ts';
import { parseOutput } from './parse-output.ts';

const text = z._default(z.string(), '');

const info = z.object({
  host: z.object({
    arch: z.string(),
    os: z.string(),
    hostname: text,
    networkBackend: text,
    cpus: z._default(z.number(), 0),
    serviceIsRemote: z._default(z.boolean(), false),
    security: z._default(z.object({ rootless: z._default(z.boolean(), false) }), {
      rootless: false,
    }),
  }),
  store: z.object({ graphRoot: text }),
  version: z.object({ Version: z.string() }),
});
const usage = z.array(z.object({ mem_usage: z.string(), cpu_percent: z.string(), pids: text }));

/** `podman info`. */
export type PodmanInfo = {
  readonly version: string;
  readonly os: string;
  readonly architecture: string;
  readonly hostName: string;
  readonly cpus: number;
  readonly rootless: boolean;
  /** True when its containers run in a machine of their own (podman machine), or elsewhere. */
  readonly remote: boolean;
  /** What makes its networks: `netavark`, or `cni` of podman 3. */
  readonly networkBackend: string;
  /** The folder of images and containers on its machine. */
  readonly dataRoot: string;
};

export function parsePodmanInfo(stdout: string): PodmanInfo {
  const { host, store, version } = parseOutput(info, stdout, '`podman info`');
  return {
    version: version.Version,
    os: host.os,
    architecture: host.arch,
    hostName: host.hostname,
    cpus: host.cpus,
    rootless: host.security.rootless,
    remote: host.serviceIsRemote,
    networkBackend: host.networkBackend,
    dataRoot: store.graphRoot,
  };
}

/** `podman stats --no-stream --format=json`; undefined for a container that does not run. */
export function parsePodmanUsage(stdout: string): ContainerUsage | undefined {
  const [first] = parseOutput(usage, stdout, '`podman stats`');
  const memoryBytes = parseSize(first?.mem_usage.split('/')[0] ?? '');
  if (first === undefined || memoryBytes === undefined || first.pids === '0') return undefined;
  return { memoryBytes, cpuPercent: Number.parseFloat(first.cpu_percent) || 0 };
}
