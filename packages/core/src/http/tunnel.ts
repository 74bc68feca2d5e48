import { request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { messageOf } from '../errors.ts';
import { hostAndPort, HttpError } from './errors.ts';
import { proxyLogin } from './proxy-for.ts';

type OnSocket = (error: Error | null, socket?: Duplex) => void;

/** Connections of TLS through one proxy: it is asked by CONNECT and sees the host's name alone. */
export class TunnelAgent extends HttpsAgent {
  readonly #proxy: URL;
  readonly #timeoutMs: number;

  constructor(proxy: URL, options: AgentOptions & { readonly timeout: number }) {
    super(options);
    this.#proxy = proxy;
    this.#timeoutMs = options.timeout;
  }

  override createConnection(options: RequestOptions, onSocket: OnSocket): undefined {
    const target = `${options.host ?? ''}:${String(options.port ?? 443)}`;
    const ask = this.#proxy.protocol === 'https:' ? httpsRequest : httpRequest;
    const fail = (why: string, cause?: unknown): void => {
      const text = `The proxy ${hostAndPort(this.#proxy)} does not lead to ${target}: ${why}.`;
      asking.destroy();
      onSocket(new HttpError('PROXY', text, { cause }));
    };
    const asking = ask(new URL(this.#proxy.origin), {
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyLogin(this.#proxy) },
      timeout: this.#timeoutMs,
      agent: false,
    });
    asking.once('connect', (answer: IncomingMessage, socket: Duplex) => {
      asking.removeAllListeners('error');
      if (answer.statusCode === 200) onSocket(null, this.#secure(options, socket));
      else {
        socket.destroy();
        fail(refusal(answer.statusCode ?? 0));
      }
    });
    asking.once('timeout', () => asking.destroy(new Error('it does not answer')));
    asking.once('error', (error) => fail(messageOf(error), error));
    asking.end();
  }

  #secure(options: RequestOptions, socket: Duplex): Duplex {
    const through: RequestOptions & { readonly socket: Duplex } = { ...options, socket };
    const secured = super.createConnection(through);
    if (secured === null || secured === undefined) throw new TypeError('no TLS connection');
    return secured;
  }
}

function refusal(status: number): string {
  if (status === 407) {
    return 'it wants a login (status 407); write it as http://USER:PASSWORD@HOST:PORT into HTTPS_PROXY';
  }
  return `it answers with status ${status}; ask who runs it, or name the host in NO_PROXY`;
}
