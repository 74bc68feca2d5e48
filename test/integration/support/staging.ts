import { createServer } from 'node:http';
import { parse } from 'yaml';

/** A service in no container of ours that answers the requests of a cases file as it expects. */
export type Staging = {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  stop(): void;
};

type Case = { readonly request: unknown; readonly expect: { readonly json: unknown } };

/** Starts it; requests without `Bearer <token>` get 401. */
export async function startStaging(casesText: string, token: string): Promise<Staging> {
  const cases: Case[] = parse(casesText);
  const answers = new Map(cases.map((one) => [JSON.stringify(one.request), one.expect.json]));
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end();
    if (request.method === 'GET' && request.url === '/') return response.end('Healthy');
    if (request.url !== '/score') return response.writeHead(404).end();
    if (request.method !== 'POST') return response.writeHead(405).end();
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    return request.on('end', () => {
      const answer = answers.get(body);
      if (answer === undefined) return response.writeHead(400).end();
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
