import { Secret } from '../secret.ts';
import { badOption, refuseOption } from './docker-cli.ts';
import type { ContainerRequest, EngineName, Gpus, Mount, PublishAddress } from './engine.ts';
import type { PrivateFolder } from './private-folder.ts';

/** Threads count as well: enough for each server, too few for a fork bomb. */
export const maxProcesses = 4096;
export const logLimit = '16m';

/** Podman would hand on the proxy variables of this machine. */
const engineArgs = {
  docker: ['--log-driver=json-file'],
  podman: ['--log-driver=k8s-file', '--http-proxy=false'],
} as const;

/**
 * The arguments of `docker container create` for a request: no environment of the host, no new
 * privileges, never a pull, ports on loopback only. Secrets go into a file of the folder.
 * BAD_OPTION for values docker cannot take.
 */
export async function createArgs(
  request: ContainerRequest,
  own: { readonly engine: EngineName; readonly label: string; readonly folder: PrivateFolder },
): Promise<readonly string[]> {
  checkRequest(request);
  const { plain, secret } = splitVariables(request.env);
  const file = secret.length === 0 ? undefined : await own.folder.write('env', secret.join('\n'));
  return [
    'container',
    'create',
    '--pull=never',
    '--security-opt=no-new-privileges',
    ...engineArgs[own.engine],
    `--log-opt=max-size=${logLimit}`,
    `--pids-limit=${maxProcesses}`,
    `--name=${request.name}`,
    `--label=${own.label}`,
    ...Object.entries(request.labels).map(([key, value]) => `--label=${key}=${value}`),
    ...request.ports.map((port) => publishArg(port, request.publishOn)),
    ...plain.map((line) => `--env=${line}`),
    ...(file === undefined ? [] : [`--env-file=${file}`]),
    ...limits(request, own.engine),
    ...(request.mounts ?? []).map(mountArg),
    ...(request.entrypoint === undefined ? [] : [`--entrypoint=${request.entrypoint}`]),
    '--',
    request.image,
    ...(request.command ?? []),
  ];
}

/** BAD_OPTION for names and ports that no engine can take. */
export function checkRequest({ image, name, network, ports }: ContainerRequest): void {
  refuseOption('the image', image);
  checkName(name);
  if (network !== undefined) checkName(network);
  for (const port of ports) checkPort(port);
}

function limits(request: ContainerRequest, engine: EngineName): readonly string[] {
  const { memoryBytes, cpus, gpus, user, network, dropCapabilities } = request;
  return [
    ...(memoryBytes === undefined
      ? []
      : [`--memory=${memoryBytes}`, `--memory-swap=${memoryBytes}`]),
    ...(cpus === undefined ? [] : [`--cpus=${cpus}`]),
    ...(gpus === undefined ? [] : gpuArgs(gpus, engine)),
    ...(user === undefined ? [] : [`--user=${user}`]),
    ...(network === undefined ? [] : [`--network=${network}`]),
    ...(dropCapabilities === 'all' ? ['--cap-drop=ALL'] : []),
  ];
}

/** `NAME=VALUE` lines, plain and secret ones apart. BAD_OPTION. */
export function splitVariables(env: ContainerRequest['env']): {
  readonly plain: readonly string[];
  readonly secret: readonly string[];
} {
  const plain: string[] = [];
  const secret: string[] = [];
  for (const [key, value] of Object.entries(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(key)) {
      throw badOption(`${JSON.stringify(key)} cannot be the name of a container's variable`);
    }
    if (value instanceof Secret) secret.push(`${key}=${singleLine(key, value.reveal())}`);
    else plain.push(`${key}=${value}`);
  }
  return { plain, secret };
}

function singleLine(key: string, value: string): string {
  if (!/[\0\r\n]/.test(value)) return value;
  throw badOption(`the secret for the container's variable ${key} may not have line ends`);
}

function checkName(name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]+$/.test(name)) return;
  throw badOption(`${JSON.stringify(name)} cannot be the name of a container or network`);
}

/** Podman has GPUs as devices of the container device interface. */
function gpuArgs(gpus: Gpus, engine: EngineName): readonly string[] {
  if (engine === 'docker') return [`--gpus=${gpus}`];
  const devices = gpus === 'all' ? [gpus] : Array.from({ length: gpus }, (_, index) => index);
  return devices.map((device) => `--device=nvidia.com/gpu=${device}`);
}

function publishArg(port: number, address: PublishAddress = '127.0.0.1'): string {
  return `--publish=${address}::${port}/tcp`;
}

function checkPort(port: number): void {
  if (Number.isInteger(port) && port > 0 && port < 65_536) return;
  throw badOption(`${port} is not a port of a container`);
}

function mountArg({ source, target, writable }: Mount): string {
  const fields = ['type=bind', `source=${source}`, `target=${target}`];
  if (writable !== true) fields.push('readonly');
  return `--mount=${fields.map(csvField).join(',')}`;
}

/** A field of docker's comma lists (`--mount`, `--secret`), quoted where it must be. */
export function csvField(text: string): string {
  if (/[\0\r\n]/.test(text)) throw badOption(`${JSON.stringify(text)} may not have line ends`);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
