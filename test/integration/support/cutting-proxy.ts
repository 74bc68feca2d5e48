import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';

export type CuttingProxy = {
  readonly host: string;
  /** Paths that were asked for, in their order. */
  readonly asked: readonly string[];
  /** How many bytes of answers were passed on, by path. */
  readonly sentBytes: ReadonlyMap<string, number>;
  readonly stop: () => Promise<void>;
};

/**
 * Stands before a registry that only is read, and breaks the connection in the middle of the answer
 * to the request for which `cutAt` gives a number of bytes; 0: before there is an answer.
 */
export async function startCuttingProxy(
  target: string,
  cutAt: (path: string) => number | undefined,
): Promise<CuttingProxy> {
  const asked: string[] = [];
  const sentBytes = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push(path);
    const limit = cutAt(path) ?? Number.POSITIVE_INFINITY;
    if (limit === 0) return void request.socket.resetAndDestroy();
    const { method = 'GET', headers } = request;
    const upstream = forward(new URL(path, `http://${target}`), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      let seen = 0;
      answer.on('data', (chunk: Buffer) => {
        if (seen >= limit) return;
        seen += chunk.length;
        sentBytes.set(path, (sentBytes.get(path) ?? 0) + chunk.length);
        // All that was counted arrives: a reset would throw away what is not read yet.
        const cut = seen >= limit ? () => request.socket.destroy() : undefined;
        response.write(chunk, cut);
      });
      answer.on('end', () => {
        if (seen < limit) response.end();
      });
    });
    upstream.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    host: `127.0.0.1:${address.port}`,
    asked,
    sentBytes,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
