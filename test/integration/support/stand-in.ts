import { readFile } from 'node:fs/promises';
import { createServer as createPlain } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';

/** A request with its body read. */
export type Received = {
  readonly method: string;
  readonly url: URL;
  readonly header: (name: string) => string;
  readonly body: string;
};

/** An answer in JSON, or text or bytes as they are. */
export type Reply = {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string | Uint8Array;
};

/** PEM texts of a certificate and its key. */
export type TlsPair = { readonly cert: string | Buffer; readonly key: string | Buffer };

export type StandIn = {
  readonly origin: string;
  /** `METHOD /path` of each request. */
  readonly asked: readonly string[];
  /** What was wrong with requests; a test wants none. */
  readonly faults: readonly string[];
  stop(): void;
};

/** The certificate that a stand-in with TLS shows, for `ca-certificates`. */
export const standInCertificate = join(projectRoot, 'test/fixtures/tls/certificate.pem');

/**
 * Starts a service in the place of one that no test can reach. `answer` gets `check`, which notes a
 * fault and makes the answer 400. With a certificate of its own it speaks TLS by that one.
 */
export async function startStandIn(
  scheme: 'http' | 'https' | TlsPair,
  answer: (request: Received, check: (ok: boolean, what: string) => void) => Reply | Promise<Reply>,
): Promise<StandIn> {
  const asked: string[] = [];
  const faults: string[] = [];
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await receive(incoming);
    asked.push(`${request.method} ${request.url.pathname}`);
    const before = faults.length;
    const check = (ok: boolean, what: string): void => {
      if (!ok) faults.push(`${request.method} ${request.url.pathname}: ${what}`);
    };
    const reply = await answer(request, check);
    const refused: Reply = { status: 400, json: { error: 'invalid_request' } };
    const { status, json, text } = faults.length > before ? refused : reply;
    const type = json === undefined ? 'application/octet-stream' : 'application/json';
    response.writeHead(status, { 'content-type': type }).end(text ?? JSON.stringify(json));
  };
  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    void handle(incoming, response);
  };
  const tls = async (): Promise<TlsPair> => {
    if (typeof scheme === 'object') return scheme;
    const key = await readFile(join(projectRoot, 'test/fixtures/tls/key.pem'));
    return { cert: await readFile(standInCertificate), key };
  };
  const server = scheme === 'http' ? createPlain(listener) : createSecure(await tls(), listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `${scheme === 'http' ? 'http' : 'https'}://127.0.0.1:${port}`,
    asked,
    faults,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function receive(incoming: IncomingMessage): Promise<Received> {
  let body = '';
  for await (const chunk of incoming.setEncoding('utf8')) body += String(chunk);
  const header = (name: string): string => {
    const value = incoming.headers[name];
    return typeof value === 'string' ? value : '';
  };
  const url = new URL(incoming.url ?? '/', 'http://stand-in');
  return { method: incoming.method ?? '', url, header, body };
}
