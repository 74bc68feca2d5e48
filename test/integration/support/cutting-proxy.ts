import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';

export type CuttingProxy = {
  readonly host: string;
  /** Paths that were asked for, in their order. */
  readonly asked: readonly string[];
  readonly stop: () => Promise<void>;
};

/**
 * Stands before a registry that only is read, and breaks the connection in the middle of the answer
 * to the request for which `cutAt` gives a number of bytes.
 */
export async function startCuttingProxy(
  target: string,
  cutAt: (path: string) => number | undefined,
): Promise<CuttingProxy> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push(path);
    const limit = cutAt(path) ?? Number.POSITIVE_INFINITY;
    const { method = 'GET', headers } = request;
    const upstream = forward(new URL(path, `http://${target}`), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      let seen = 0;
      answer.on('data', (chunk: Buffer) => {
        seen += chunk.length;
        response.write(chunk);
        if (seen >= limit) request.socket.resetAndDestroy();
      });
      answer.on('end', () => response.end());
    });
    upstream.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    host: `127.0.0.1:${address.port}`,
    asked,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
