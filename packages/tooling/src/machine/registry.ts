import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mustRun } from './command.ts';
import { freePort } from './free-port.ts';

/** Who may use a registry: everybody, named users, or bearers of a token server's tokens. */
export type RegistryAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly users: Readonly<Record<string, string>> }
  | {
      readonly kind: 'token';
      readonly realm: string;
      readonly service: string;
      readonly issuer: string;
      /** PEM file of the certificate that the tokens' key belongs to. */
      readonly certificate: string;
    };

/** `directory` survives a restart on the same folder; without it blobs are kept in memory. */
export type RegistryOptions = {
  readonly signal: AbortSignal;
  readonly auth?: RegistryAuth;
  readonly directory?: string;
  /** Taken instead of a free one, to start again where an earlier one stood. */
  readonly port?: number;
};

/** A running registry server; `stop` ends it by its process id. */
export type RegistryServer = {
  /** `127.0.0.1:PORT`, as it stands in references. */
  readonly host: string;
  readonly port: number;
  readonly processId: number;
  /** What the server has written so far. */
  log(): string;
  stop(): Promise<void>;
};

/** Debian's registry server and what makes its password file. */
export const registryPackages = ['docker-registry', 'apache2-utils'] as const;

const startTimeoutMs = 15_000;
const ATTEMPTS = 3;
const pollMs = 25;

/** Starts Debian's `docker-registry` (distribution 2.8) on a loopback port and waits for an answer. */
export async function startRegistry(options: RegistryOptions): Promise<RegistryServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options);
    } catch (error) {
      // Somebody else may take a port that was free a moment ago.
      const isTaken = /address already in use/.test(String(error));
      if (!isTaken || options.port !== undefined || attempt === ATTEMPTS) throw error;
    }
  }
}

async function startOnce(options: RegistryOptions): Promise<RegistryServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'package-model-registry-'));
  const port = options.port ?? (await freePort());
  const host = `127.0.0.1:${port}`;
  const configFile = path.join(folder, 'config.json');
  await writeFile(configFile, JSON.stringify(await configOf(options, { host, folder })));
  // JSON is YAML; the variables keep the server from sending traces anywhere.
  const child = spawn('docker-registry', ['serve', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, OTEL_TRACES_EXPORTER: 'none' },
  });
  const lines: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(child, host, options.signal);
  } catch (error) {
    await stop();
    throw new Error(`docker-registry did not start on ${host}:\n${lines.join('')}`, {
      cause: error,
    });
  }
  return { host, port, processId: child.pid ?? 0, log: () => lines.join(''), stop };
}

async function configOf(
  options: RegistryOptions,
  place: { readonly host: string; readonly folder: string },
): Promise<unknown> {
  const storage =
    options.directory === undefined
      ? { inmemory: {} }
      : { filesystem: { rootdirectory: options.directory } };
  const auth = await authOf(options, place.folder);
  return {
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { ...storage, delete: { enabled: true } },
    http: { addr: place.host, secret: 'for tests only' },
    ...(auth === undefined ? {} : { auth }),
  };
}

async function authOf(options: RegistryOptions, folder: string): Promise<unknown> {
  const auth = options.auth ?? { kind: 'none' };
  switch (auth.kind) {
    case 'none':
      return undefined;
    case 'basic': {
      const file = path.join(folder, 'htpasswd');
      await writeFile(file, (await passwordLines(auth.users, options.signal)).join('\n'));
      return { htpasswd: { realm: 'test', path: file } };
    }
    case 'token':
      return {
        token: {
          realm: auth.realm,
          service: auth.service,
          issuer: auth.issuer,
          rootcertbundle: auth.certificate,
        },
      };
    default:
      return auth satisfies never;
  }
}

async function passwordLines(
  users: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [name, password] of Object.entries(users)) {
    const line = await mustRun('htpasswd', ['-inB', name], { signal, input: password });
    lines.push(line.trim());
  }
  return lines;
}

async function waitUntilReady(
  child: ChildProcess,
  host: string,
  signal: AbortSignal,
): Promise<void> {
  const waiting = AbortSignal.any([signal, AbortSignal.timeout(startTimeoutMs)]);
  let failure: Error | undefined;
  child.on('error', (error) => (failure = error));
  for (;;) {
    if (failure !== undefined) throw failure;
    if (child.exitCode !== null) throw new Error(`It ended with code ${child.exitCode}.`);
    const status = await fetch(`http://${host}/v2/`, { signal: waiting }).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200 || status === 401) return;
    await delay(pollMs, undefined, { signal: waiting });
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}
