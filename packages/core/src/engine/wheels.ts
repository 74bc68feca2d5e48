import { randomUUID } from 'node:crypto';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import type { Log } from '../log.ts';
import { Secret } from '../secret.ts';
import type { NetworkSettings } from '../settings.ts';
import type { ContainerFile, ContainerRequest, EngineContainers } from './engine.ts';
import { EngineError } from './errors.ts';
import { classify } from './failure-catalogue.ts';
import { maskFor } from './masking.ts';
import type { OneShotResult } from './one-shot.ts';
import { runOneShot } from './one-shot.ts';
import type { PrivateFolder } from './private-folder.ts';
import { withPrivateFolder } from './private-folder.ts';
import type { PythonProbe } from './python-probe.ts';

export type PipRequest = {
  /** In the engine; its own pip resolves, so that the wheels fit exactly its Python. */
  readonly baseImage: string;
  readonly python: PythonProbe;
  /** Requirement lines as pip reads them. */
  readonly requirements: readonly string[];
  /** Constraint lines; none by default. */
  readonly constraints?: readonly string[];
  readonly network: NetworkSettings;
};

export type WheelsRequest = PipRequest & {
  /** Made if it does not exist; the wheels are put into it. */
  readonly folder: string;
  /** Knows a better error than BUILD_FAILED for what pip has said. */
  readonly explain?: (output: string) => Error | undefined;
};

export type Wheel = { readonly name: string; readonly sizeBytes: number };

export type WheelsDeps = {
  readonly engine: EngineContainers;
  readonly log: Log;
  readonly temporaryDirectory: string;
};

const inside = {
  requirements: '/tmp/package-model-requirements.txt',
  constraints: '/tmp/package-model-constraints.txt',
  ca: '/tmp/package-model-ca.pem',
  wheels: '/tmp/package-model-wheels',
} as const;
const shownLines = 30;

/** Makes a virtual environment with the pip that Python brings along, and runs that. */
const pipOfVenv =
  'import subprocess, sys, venv; venv.create("/tmp/package-model-venv", with_pip=True); ' +
  'sys.exit(subprocess.call(["/tmp/package-model-venv/bin/python", "-m", "pip"] + sys.argv[1:]))';

/**
 * Downloads the wheels of the requirements in a container that is thrown away, for builders that
 * have no secrets: the network settings reach that container only. Gives the wheels by name.
 * EngineError BUILD_FAILED with the reason; InputError when the base image has no pip.
 */
export async function downloadWheels(
  deps: WheelsDeps,
  request: WheelsRequest,
  signal: AbortSignal,
): Promise<readonly Wheel[]> {
  const { baseImage, requirements, folder } = request;
  deps.log.info(
    `Downloading the wheels of ${requirements.length} requirements with the pip of ${baseImage}.`,
  );
  await mkdir(folder, { recursive: true });
  await withPrivateFolder(deps.temporaryDirectory, async (own) => {
    const name = `package-model-wheels-${randomUUID()}`;
    const lists = await writeLists(request, own);
    const container = pipContainer(request, lists, { name, args: downloadArgs });
    await runOneShot(deps.engine, container, signal, async (id, result) => {
      if (result.exitCode !== 0) {
        throw request.explain?.(result.output) ?? downloadFailed(request, result);
      }
      await deps.engine.copyFrom(id, `${inside.wheels}/.`, folder, signal);
    });
  });
  return listWheels(folder);
}

/** The lists of a request as files, for its container. */
export async function writeLists(
  { requirements, constraints = [] }: PipRequest,
  own: PrivateFolder,
): Promise<readonly ContainerFile[]> {
  const file = await own.write('requirements.txt', `${requirements.join('\n')}\n`);
  const limits = await own.write('constraints.txt', `${constraints.join('\n')}\n`);
  return [
    { source: file, target: inside.requirements },
    { source: limits, target: inside.constraints },
  ];
}

/** A container in which pip of the base image works on such files. */
export function pipContainer(
  request: PipRequest,
  lists: readonly ContainerFile[],
  { name, args }: { readonly name: string; readonly args: readonly string[] },
): ContainerRequest {
  const { network, python, baseImage } = request;
  const ca: readonly ContainerFile[] =
    network.caCertificates === undefined
      ? []
      : [{ source: network.caCertificates, target: inside.ca }];
  return {
    image: baseImage,
    name,
    labels: {},
    env: variablesOf(network),
    ports: [],
    entrypoint: python.command,
    command: [...pipOf(request), ...args, ...listArgs],
    user: '0:0',
    dropCapabilities: 'all',
    files: [...lists, ...ca],
  };
}

const listArgs = [
  `--requirement=${inside.requirements}`,
  `--constraint=${inside.constraints}`,
] as const;

const downloadArgs = [
  'download',
  '--only-binary=:all:',
  '--no-cache-dir',
  '--progress-bar=off',
  `--dest=${inside.wheels}`,
] as const;

function pipOf({ python, baseImage }: PipRequest): readonly string[] {
  if (python.pip) return ['-m', 'pip'];
  if (python.venv && python.ensurepip) return ['-c', pipOfVenv];
  const message =
    `the base image ${baseImage} has no pip for its ${python.command}, and this engine's builder ` +
    "has no secrets: choose a base image with pip (or python3-venv), or install docker's buildx plugin";
  throw new InputError('BAD_INPUT', [{ message }]);
}

/** Network settings as the variables that pip reads. */
export function variablesOf(network: NetworkSettings): Readonly<Record<string, string | Secret>> {
  const variables: Readonly<Record<string, string | Secret | undefined>> = {
    PIP_NO_INPUT: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_ROOT_USER_ACTION: 'ignore',
    HOME: '/tmp',
    PIP_INDEX_URL: network.pipIndexUrl,
    PIP_EXTRA_INDEX_URL: network.pipExtraIndexUrl,
    HTTP_PROXY: network.httpProxy,
    http_proxy: network.httpProxy,
    HTTPS_PROXY: network.httpsProxy,
    https_proxy: network.httpsProxy,
    NO_PROXY: network.noProxy,
    no_proxy: network.noProxy,
    ...(network.caCertificates === undefined
      ? {}
      : { PIP_CERT: inside.ca, SSL_CERT_FILE: inside.ca, REQUESTS_CA_BUNDLE: inside.ca }),
  };
  return Object.fromEntries(
    Object.entries(variables).filter(
      (entry): entry is [string, string | Secret] => entry[1] !== undefined,
    ),
  );
}

function downloadFailed(request: WheelsRequest, result: OneShotResult): EngineError {
  const secrets = Object.values(variablesOf(request.network)).filter(
    (value) => value instanceof Secret,
  );
  const mask = maskFor(secrets);
  const said = mask(result.output.trimEnd()).split('\n').slice(-shownLines).join('\n');
  const failure = result.oomKilled ? classify('', 137) : classify(said, result.exitCode);
  const reason = failure.code === 'ENGINE_FAILED' ? 'BUILD_FAILED' : failure.code;
  const remedy = /no matching distribution found/i.test(said)
    ? 'name a version that has a wheel for this Python; packages that exist as source only need a ' +
      "builder with secrets (docker's buildx plugin)"
    : failure.remedy;
  const message = `pip of ${request.baseImage} cannot download the wheels. Its last lines:\n${said}`;
  return new EngineError('BUILD_FAILED', `${message}\nWhat to do: ${remedy}.`, { reason });
}

async function listWheels(folder: string): Promise<readonly Wheel[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.whl')).sort();
  const wheels: Wheel[] = [];
  for (const name of names) {
    wheels.push({ name, sizeBytes: (await stat(join(folder, name))).size });
  }
  return wheels;
}
