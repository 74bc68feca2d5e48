import { cp, mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { testBaseImage } from './base-image.ts';
import { docker } from './docker-calls.ts';

/** Makes a channel of these packages in a folder, from the base image's own Python. */
export async function makeChannel(folder: string, ...names: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const program = join(projectRoot, 'test/integration/support/make_channel.py');
  await cp(program, join(folder, 'make_channel.py'));
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const options = ['run', '--rm', `--user=${user}`, `--volume=${folder}:/channel`];
  const command = ['--entrypoint=python3', testBaseImage(), '/channel/make_channel.py', '/channel'];
  await docker(...options, ...command, ...names);
}

/** A server of channels below a folder that builds can reach; closed by `close`. */
export type ChannelServer = {
  /** With user, password and token. */
  readonly alias: string;
  /** The same without them. */
  readonly publicAlias: string;
  /** Paths that were asked for, those that were refused left out. */
  readonly requests: readonly string[];
  close(): Promise<void>;
};

export type ChannelLogin = {
  readonly user: string;
  readonly password: string;
  readonly token: string;
};

/** Serves `<folder>/<channel>` at `/t/<token>/<channel>` to those who have the login. */
export async function serveChannels(folder: string, login: ChannelLogin): Promise<ChannelServer> {
  const { user, password, token } = login;
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURI(new URL(request.url ?? '/', 'http://x').pathname);
    const prefix = `/t/${token}/`;
    if (request.headers.authorization !== expected || !path.startsWith(prefix)) {
      response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
      return;
    }
    const name = path.slice(prefix.length);
    const file = createReadStream(join(folder, name));
    file.on('error', () => response.writeHead(404).end());
    file.on('open', () => {
      requests.push(name);
      pipeline(file, response).catch(() => response.destroy());
    });
  });
  const port = await listen(server);
  const host = await engineHost();
  return {
    alias: `http://${user}:${password}@${host}:${port}/t/${token}/`,
    publicAlias: `http://${host}:${port}/`,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** This machine as containers of the engine's own network see it: where their packets leave. */
async function engineHost(): Promise<string> {
  const read = ['run', '--rm', '--entrypoint=cat', testBaseImage(), '/proc/net/route'];
  const routes = (await docker(...read)).split('\n').map((line) => line.split('\t'));
  const gateway = routes.find(([, destination]) => destination === '00000000')?.[2];
  if (gateway === undefined) throw new Error('containers have no way out of their network');
  const bytes = gateway.match(/../g) ?? [];
  return bytes
    .map((byte) => Number.parseInt(byte, 16))
    .toReversed()
    .join('.');
}
