import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import * as tls from 'node:tls';
import { connectionError, hostAndPort, HttpError } from './errors.ts';
import { contentLength, sendBody, type HttpBody } from './send.ts';

export type { HttpBody } from './send.ts';

export type HttpRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  /** Ends the whole exchange, the reading of the answer's body included. */
  readonly signal: AbortSignal;
  /** Longest wait between the end of the request and the answer's headers. */
  readonly headersTimeoutMs?: number;
  /** A socket of this machine that takes the connection; the URL's host is then only a name. */
  readonly socketPath?: string;
};

/** The body must be read to its end, or be given to `discard`: the connection waits for it. */
export type HttpResponse = {
  readonly status: number;
  /** Names in lower case; repeated headers joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: AsyncIterable<Uint8Array>;
  readonly url: URL;
};

/** One exchange per call: no redirect is followed and nothing is tried again here. */
export interface Http {
  /** Any status is an answer; raises `HttpError` for the connection, or the signal's reason. */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Ends the connections kept alive. */
  close(): void;
}

export type HttpOptions = {
  /** PEM certificates (bundles too) that are trusted beside Node's own. */
  readonly ca?: readonly string[];
  readonly userAgent: string;
  /** Longest time in which no byte may move, the connecting included. */
  readonly idleTimeoutMs: number;
};

/** A client that keeps connections alive and never holds a body in memory. */
export function createHttp(options: HttpOptions): Http {
  const { idleTimeoutMs } = options;
  const plain = new HttpAgent({ keepAlive: true, timeout: idleTimeoutMs });
  const secure = new HttpsAgent({
    keepAlive: true,
    timeout: idleTimeoutMs,
    ...(options.ca === undefined ? {} : { ca: [...defaultCertificates(), ...options.ca] }),
  });

  function start(request: HttpRequest): ClientRequest {
    const target = new URL(request.url);
    target.username = '';
    target.password = '';
    const details: RequestOptions = {
      method: request.method,
      timeout: idleTimeoutMs,
      headers: {
        'user-agent': options.userAgent,
        ...request.headers,
        ...contentLength(request.method, request.body),
      },
      ...(request.socketPath === undefined ? {} : { socketPath: request.socketPath }),
    };
    if (target.protocol === 'https:') return httpsRequest(target, { ...details, agent: secure });
    if (target.protocol === 'http:') return httpRequest(target, { ...details, agent: plain });
    throw new HttpError(
      'UNSUPPORTED_SCHEME',
      `${target.protocol}//${target.host} has a scheme that is not supported; use https.`,
    );
  }

  return {
    async request(request) {
      request.signal.throwIfAborted();
      return exchange(start(request), request, idleTimeoutMs);
    },
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

async function exchange(
  outgoing: ClientRequest,
  request: HttpRequest,
  idleTimeoutMs: number,
): Promise<HttpResponse> {
  const { signal, url } = request;
  let incoming: IncomingMessage | undefined;
  let waiting: AbortSignal | undefined;
  const end = (reason: unknown): void => {
    (incoming ?? outgoing).destroy(reason instanceof Error ? reason : new Error(String(reason)));
  };
  const abort = (): void => end(signal.reason);
  const late = (): void => end(slow(url, 'no answer', request.headersTimeoutMs ?? 0));
  signal.addEventListener('abort', abort, { once: true });
  const closed = new Promise<void>((resolve) => {
    outgoing.once('close', () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
  outgoing.on('timeout', () => end(slow(url, 'no byte moved', idleTimeoutMs)));

  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', (message) => {
      incoming = message;
      // A listener must be there before anyone reads; the iterator reports the error itself.
      message.on('error', () => {});
      resolve(message);
    });
    outgoing.on('error', (error) => reject(connectionError(error, url)));
  });
  const send = async (): Promise<void> => {
    await sendBody(outgoing, request.body, signal);
    if (request.headersTimeoutMs === undefined || incoming !== undefined) return;
    waiting = AbortSignal.timeout(request.headersTimeoutMs);
    waiting.addEventListener('abort', late);
  };
  const sent = send();
  try {
    const [message] = await Promise.all([answered, sent]);
    // An answer that came before the end of the body leaves a connection nobody can use again.
    message.once('end', () => {
      if (!outgoing.writableFinished) outgoing.destroy();
    });
    return responseOf(message, request, closed);
  } catch (error) {
    outgoing.destroy();
    await Promise.allSettled([sent]);
    signal.throwIfAborted();
    throw error;
  } finally {
    waiting?.removeEventListener('abort', late);
  }
}

function responseOf(
  message: IncomingMessage,
  request: HttpRequest,
  closed: Promise<void>,
): HttpResponse {
  const { signal, url } = request;
  const headers = new Map<string, string>();
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    headers.set(name, (values ?? []).join(', '));
  }
  const status = message.statusCode ?? 0;
  // An answer without a body frees its connection even when nobody looks for one.
  if (request.method === 'HEAD' || status === 204 || status === 304) message.resume();
  return { status, headers, url, body: bodyOf(message, { signal, url, closed }) };
}

function bodyOf(
  message: IncomingMessage,
  { signal, url, closed }: { signal: AbortSignal; url: URL; closed: Promise<void> },
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const chunks: AsyncIterator<Uint8Array> = message[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const next = await chunks.next();
            // Only then is the connection back among those that the next request may use.
            if (next.done === true) await closed;
            return next;
          } catch (error) {
            signal.throwIfAborted();
            throw connectionError(error, url);
          }
        },
        async return() {
          message.destroy();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** The whole body, refused as TOO_LARGE beyond `limitBytes`; the rest is then not read. */
export async function readBody(
  response: HttpResponse,
  limitBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const announcedBytes = Number(response.headers.get('content-length') ?? 0);
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of abortable(response.body, signal)) {
    sizeBytes += chunk.byteLength;
    if (Math.max(sizeBytes, announcedBytes) > limitBytes) {
      const place = hostAndPort(response.url);
      const text = `The answer of ${place} is larger than the ${limitBytes} bytes allowed here.`;
      throw new HttpError('TOO_LARGE', text);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Ends an answer whose body nobody wants: a short one is read, a long one cut off. */
export async function discard(response: HttpResponse): Promise<void> {
  let sizeBytes = 0;
  try {
    for await (const chunk of response.body) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > 64 * 1024) break;
    }
  } catch {
    // A body that breaks while being thrown away harms nobody: the connection is closed already.
  }
}

async function* abortable(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const chunks = body[Symbol.asyncIterator]();
  const stop = (): void => void chunks.return?.();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      yield next.value;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await chunks.return?.();
  }
  signal.throwIfAborted();
}

function defaultCertificates(): readonly string[] {
  // Node 20 has only the compiled-in list.
  const isKnown = typeof tls.getCACertificates === 'function';
  return isKnown ? tls.getCACertificates('default') : tls.rootCertificates;
}

function slow(url: URL, what: string, timeoutMs: number): HttpError {
  return new HttpError('TIMEOUT', `${hostAndPort(url)}: ${what} for ${timeoutMs / 1000} s.`);
}
