import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerApi } from '@package-model/core/engine/docker-api';
import type { DockerApi } from '@package-model/core/engine/docker-api';
import { createDockerEngine } from '@package-model/core/engine/docker';
import type { Engine } from '@package-model/core/engine/engine';
import { createHttp } from '@package-model/core/http/http';
import type { RunResult } from '@package-model/core/process/run';
import { createPipe } from '@package-model/core/process/spawn';

/** What a daemon answers to `METHOD /path` without the version; its `/_ping` is docker's own. */
export type Daemon = Readonly<
  Record<string, (response: ServerResponse, request: IncomingMessage) => void>
>;

/** A docker whose daemon listens on a real socket, and whose command line notes what it is asked. */
export type SocketDocker = {
  readonly engine: Engine;
  readonly api: DockerApi;
  /** `METHOD /v1.41/path` of each call over the socket. */
  readonly sent: readonly string[];
  /** The words of each call of the command line. */
  readonly called: readonly string[];
  close(): Promise<void>;
};

const pinged: Daemon = {
  'GET /_ping': (response) => void response.setHeader('Api-Version', '1.41').end('OK'),
};

/** Starts such a docker; `printed` is what its command line says. */
export async function startSocketDocker(
  daemon: Daemon,
  printed: Partial<RunResult> = {},
): Promise<SocketDocker> {
  const folder = await mkdtemp(join(tmpdir(), 'pm-socket-'));
  const path = join(folder, 'docker.sock');
  const sent: string[] = [];
  const called: string[] = [];
  const answers: Daemon = { ...pinged, ...daemon };
  const server = createServer((request, response) => {
    const asked = `${request.method} ${request.url}`;
    sent.push(asked);
    const answer = answers[asked.replace(/\/v1\.\d+\//, '/')];
    if (answer === undefined) response.writeHead(500).end('{"message":"no such call"}');
    else answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const http = createHttp({ userAgent: 'package-model/test', idleTimeoutMs: 5000 });
  const api = createDockerApi(http, path);
  const run = {
    async run(_program: string, args: readonly string[]) {
      called.push(args.join(' '));
      return { exitCode: 0, stdout: '', stderr: '', ...printed };
    },
  };
  const engine = createDockerEngine({ run, pipe: createPipe({}), temporaryDirectory: folder, api });
  return {
    engine,
    api,
    sent,
    called,
    async close() {
      http.close();
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An answer of JSON. */
export function json(value: unknown, status = 200): Daemon[string] {
  return (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify(value));
}
