import * as z from 'zod/mini';
import type { DockerApi } from './docker-api.ts';
import { read } from './docker-api.ts';
import { checkRequest, logLimit, maxProcesses, splitVariables } from './docker-run-args.ts';
import type { ContainerRequest, Gpus } from './engine.ts';
import { parseOutput } from './parse-output.ts';

/** The two acts that start a container; undefined or false leaves them to the command line. */
export type SocketStart = {
  create(
    request: ContainerRequest,
    label: readonly [key: string, value: string],
    signal: AbortSignal,
  ): Promise<string | undefined>;
  start(id: string, signal: AbortSignal): Promise<boolean>;
};

const made = z.object({ Id: z.string().check(z.regex(/^[0-9a-f]{64}$/)) });

/** Makes and starts containers over the socket, with what the command line would send. */
export function socketStart(api: DockerApi): SocketStart {
  return {
    async create(request, label, signal) {
      checkRequest(request);
      const path = `/containers/create?name=${encodeURIComponent(request.name)}`;
      const body = createBody(request, label);
      const answer = await api.call({ method: 'POST', path, body, signal, patience: 'none' });
      return read(answer, (text) => parseOutput(made, text, path).Id, 201);
    },
    async start(id, signal) {
      const path = `/containers/${encodeURIComponent(id)}/start`;
      const answer = await api.call({ method: 'POST', path, signal, patience: 'none' });
      return answer?.status === 204;
    },
  };
}

/** The body of `/containers/create` for a request; the same container as by `createArgs`. */
export function createBody(
  request: ContainerRequest,
  [labelKey, labelValue]: readonly [string, string],
): unknown {
  const { plain, secret } = splitVariables(request.env);
  const ports = request.ports.map((port) => `${port}/tcp`);
  const binding = [{ HostIp: request.publishOn ?? '127.0.0.1', HostPort: '' }];
  return {
    Image: request.image,
    Env: [...plain, ...secret],
    Labels: { ...request.labels, [labelKey]: labelValue },
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    ...(request.user !== undefined && { User: request.user }),
    ...(request.entrypoint !== undefined && { Entrypoint: [request.entrypoint] }),
    ...(request.command !== undefined && { Cmd: request.command }),
    HostConfig: {
      PortBindings: Object.fromEntries(ports.map((port) => [port, binding])),
      NetworkMode: request.network ?? 'default',
      SecurityOpt: ['no-new-privileges'],
      LogConfig: { Type: 'json-file', Config: { 'max-size': logLimit } },
      PidsLimit: maxProcesses,
      Mounts: (request.mounts ?? []).map(({ source, target, writable }) => ({
        Type: 'bind',
        Source: source,
        Target: target,
        ReadOnly: writable !== true,
      })),
      ...limits(request),
    },
  };
}

function limits({ memoryBytes, cpus, gpus, dropCapabilities }: ContainerRequest) {
  return {
    ...(memoryBytes !== undefined && { Memory: memoryBytes, MemorySwap: memoryBytes }),
    ...(cpus !== undefined && { NanoCpus: Math.round(cpus * 1e9) }),
    ...(gpus !== undefined && { DeviceRequests: [deviceRequest(gpus)] }),
    ...(dropCapabilities === 'all' && { CapDrop: ['ALL'] }),
  };
}

function deviceRequest(gpus: Gpus) {
  return { Driver: '', Count: gpus === 'all' ? -1 : gpus, Capabilities: [['gpu']] };
}
