import { createServer, type RequestListener, type Server } from 'node:http';
import type { Clock } from '../../../../packages/core/src/clock.ts';
import type {
  Container,
  ContainerChange,
  ContainerProcess,
  ContainerState,
  ContainerUsage,
  Executed,
  EngineImage,
  Reach,
} from '../../../../packages/core/src/engine/engine.ts';
import type { SmokeEngine } from '../../../../packages/core/src/smoke/run/container.ts';

/** A clock whose short sleeps end at once; those of 5 s and more wait for `expire`. */
export class HandClock implements Clock {
  #now = Date.UTC(2026, 0, 2);
  readonly #held = new Set<() => void>();
  readonly slept: number[] = [];

  now(): number {
    return this.#now;
  }
  random(): number {
    return 0.5;
  }
  advance(ms: number): void {
    this.#now += ms;
  }
  /** Ends the long sleeps that are under way. */
  expire(): void {
    for (const end of this.#held) end();
  }
  after(ms: number, work: () => void): () => void {
    const cancelled = new AbortController();
    this.sleep(ms, cancelled.signal).then(work, () => {
      // It was called off.
    });
    return () => cancelled.abort();
  }
  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#held.delete(end);
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const end = (): void => {
        this.#held.delete(end);
        signal.removeEventListener('abort', abort);
        this.#now += ms;
        resolve();
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      if (ms >= 5000) this.#held.add(end);
      else {
        this.slept.push(ms);
        setImmediate(end);
      }
    });
  }
}

export const containerId = 'c0ffee'.repeat(10);

/** An engine with one container whose port is the given server's. */
export class FakeEngine implements SmokeEngine {
  state: ContainerState = { kind: 'running' };
  log = 'started\n';
  hostPort: number;
  written: readonly ContainerChange[] = [];
  running: readonly ContainerProcess[] = [
    { user: '10001', command: 'azmlinfsrv', memoryBytes: 2 ** 27 },
  ];
  /** What `cat` shows of them. */
  readonly files = new Map<string, string>();
  /** Of a container that was asked to stop. */
  exitCode = 0;
  readonly calls: string[] = [];
  readonly program = 'docker';
  where: Reach = { kind: 'published', host: '127.0.0.1', publishOn: '127.0.0.1' };
  whyNot: string | undefined;
  request: Parameters<SmokeEngine['run']>[0] | undefined;

  constructor(hostPort: number) {
    this.hostPort = hostPort;
  }
  async run(request: Parameters<SmokeEngine['run']>[0]): Promise<string> {
    this.request = request;
    this.calls.push('run');
    return containerId;
  }
  async inspectContainer(id: string): Promise<Container | undefined> {
    const { state, hostPort } = this;
    const ports = state.kind === 'running' ? [{ containerPort: 5001, hostPort }] : [];
    const { network } = this.request ?? {};
    return {
      id,
      state,
      ports: ports.map((port) => ({ ...port, hostAddress: '127.0.0.1' })),
      addresses: network === undefined ? {} : { [network]: '127.0.0.1' },
    };
  }
  async reach(): Promise<Reach> {
    return this.where;
  }
  async whyNotIsolated(): Promise<string | undefined> {
    return this.whyNot;
  }
  async createIsolatedNetwork(): Promise<void> {
    this.calls.push('network');
  }
  async removeNetwork(name: string): Promise<void> {
    this.calls.push(`remove ${name === this.request?.network ? 'its network' : name}`);
  }
  async inspectImage(): Promise<EngineImage | undefined> {
    return undefined;
  }
  async wait(): Promise<number> {
    return this.exitCode;
  }
  async logs(): Promise<string> {
    return this.log;
  }
  async changes(): Promise<readonly ContainerChange[]> {
    return this.written;
  }
  async usage(): Promise<ContainerUsage | undefined> {
    return this.state.kind === 'running' ? { memoryBytes: 2 ** 27, cpuPercent: 1 } : undefined;
  }
  async processes(): Promise<readonly ContainerProcess[]> {
    return this.running;
  }
  async exec(_: string, command: readonly string[]): Promise<Executed> {
    const stdout = this.files.get(command.at(-1) ?? '');
    return stdout === undefined ? { exitCode: 1, stdout: '' } : { exitCode: 0, stdout };
  }
  async stop(): Promise<void> {
    this.calls.push('stop');
    this.state = { kind: 'exited', exitCode: this.exitCode, oomKilled: false, error: '' };
  }
  async removeContainer(name: string): Promise<void> {
    this.calls.push(`remove ${name === this.request?.name ? 'its container' : name}`);
  }
}

/** A server in place of the container's port; gives its port. */
export async function listen(listener: RequestListener): Promise<{ port: number; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, server };
}

/** Ends a server and the connections it holds. */
export function shut(server: Server): void {
  server.closeAllConnections();
  server.close();
}
