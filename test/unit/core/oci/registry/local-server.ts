import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHttp } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { createRepositories } from '@package-model/core/oci/open-repository';
import type { Repository } from '@package-model/core/oci/repository';
import { onTestFinished } from 'vitest';
import { stillClock } from '../../still-clock.ts';

/** One request, and the answer to give. */
export type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
};

export type Handler = (exchange: Exchange) => void | Promise<void>;

/** A server of this process on a port of its own; gives `127.0.0.1:PORT`. */
export async function listen(handle: Handler): Promise<string> {
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    const done = Promise.resolve(handle({ method, path, headers, request, response }));
    done.catch(() => request.socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return `127.0.0.1:${address.port}`;
}

export type Opened = {
  readonly repository: Repository;
  /** How long was waited between tries, in ms. */
  readonly sleeps: readonly number[];
  /** Lines for debugging. */
  readonly lines: readonly string[];
};

/** The repository `net` of a registry on this machine; the clock does not move. */
export function openNet(host: string, idleTimeoutMs = 5000): Opened {
  const clock = stillClock();
  const lines: string[] = [];
  const http = createHttp({ userAgent: 'test', idleTimeoutMs });
  onTestFinished(() => http.close());
  const repositories = createRepositories({
    http,
    clock,
    log: { ...silentLog, debug: (line) => void lines.push(line) },
    workingDirectory: '/',
    credential: async () => ({ kind: 'anonymous' }),
  });
  const repository = repositories.open({ kind: 'registry', host, repository: 'net' });
  return { repository, sleeps: clock.sleeps, lines };
}
