import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDockerSocket } from './docker-socket.ts';
import type { Environment, Host } from './host.ts';
import { isPipeline } from './pipeline.ts';
import { findPodmanAuth } from './podman-auth.ts';
import { readPipConfig } from './pip-config.ts';

/** What the host knows of its machine; secret values are still plain text here. */
export type MachineSettings = {
  readonly workingDirectory: string;
  /** A fresh folder, for this run alone. */
  readonly temporaryDirectory: string;
  /** A UUID. */
  readonly runId: string;
  /** Undefined in a pipeline: nothing is remembered there. */
  readonly cacheDirectory: string | undefined;
  readonly dockerConfigDirectory: string;
  /** Podman's own file of logins, where it would read one before docker's configuration. */
  readonly podmanAuthFile?: string | undefined;
  /** The socket of docker's engine where its command line uses one of this machine. */
  readonly dockerSocket: string | undefined;
  /** Folders of programs, as PATH lists them. */
  readonly searchPath: string;
  readonly ci: boolean;
  readonly network: NetworkVariables;
  /** Takes the temporary folder away. */
  dispose(): Promise<void>;
};

/** Network settings from the usual variables and from pip's own file. */
export type NetworkVariables = {
  readonly caCertificates: string | undefined;
  readonly pipIndexUrl: string | undefined;
  readonly pipExtraIndexUrl: string | undefined;
  readonly aptProxy: string | undefined;
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string | undefined;
};

/** Reads the machine's settings and makes the run's temporary folder. */
export async function readMachineSettings(
  environment: Environment,
  kind: Host['kind'],
): Promise<MachineSettings> {
  const ci = kind !== 'terminal' || isPipeline(environment);
  const home = given(environment, 'HOME') ?? given(environment, 'USERPROFILE') ?? homedir();
  const base =
    given(environment, 'RUNNER_TEMP') ?? given(environment, 'AGENT_TEMPDIRECTORY') ?? tmpdir();
  await mkdir(base, { recursive: true });
  const temporaryDirectory = await mkdtemp(join(base, 'package-model-'));
  const cache = given(environment, 'XDG_CACHE_HOME') ?? join(home, '.cache');
  const dockerConfigDirectory = given(environment, 'DOCKER_CONFIG') ?? join(home, '.docker');
  return {
    workingDirectory: process.cwd(),
    temporaryDirectory,
    runId: randomUUID(),
    cacheDirectory: ci ? undefined : join(cache, 'package-model'),
    dockerConfigDirectory,
    podmanAuthFile: findPodmanAuth(environment),
    dockerSocket: await findDockerSocket(environment, dockerConfigDirectory),
    searchPath: environment['PATH'] ?? '',
    ci,
    network: await readNetwork(environment, home),
    // A virus scanner may still look at it.
    dispose: () => rm(temporaryDirectory, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function readNetwork(environment: Environment, home: string): Promise<NetworkVariables> {
  const pip = await readPipConfig(environment, home);
  const either = (name: string): string | undefined =>
    given(environment, name) ?? given(environment, name.toLowerCase());
  return {
    caCertificates:
      given(environment, 'PIP_CERT') ??
      given(environment, 'REQUESTS_CA_BUNDLE') ??
      given(environment, 'SSL_CERT_FILE') ??
      given(environment, 'NODE_EXTRA_CA_CERTS') ??
      pip['cert'],
    pipIndexUrl: given(environment, 'PIP_INDEX_URL') ?? pip['index-url'],
    pipExtraIndexUrl: given(environment, 'PIP_EXTRA_INDEX_URL') ?? pip['extra-index-url'],
    aptProxy: undefined,
    httpProxy: either('HTTP_PROXY'),
    httpsProxy: either('HTTPS_PROXY'),
    noProxy: either('NO_PROXY'),
  };
}

function given(environment: Environment, name: string): string | undefined {
  const text = environment[name]?.trim();
  return text === '' ? undefined : text;
}
