import type { ClientRequest, IncomingMessage } from 'node:http';
import { BodyReader } from './body-reader.ts';
import type { Proxying, RequestDetails } from './by-proxy.ts';
import type { ProxySettings } from './proxy-for.ts';
import { messageOf } from '../errors.ts';
import { connectionError, hostAndPort, HttpError } from './errors.ts';
import { createAgents, startRequest } from './node-http.ts';
import { contentLength, isStreamed, sendBody, type ChunkedBody, type HttpBody } from './send.ts';

export type { HttpBody } from './send.ts';

export type HttpRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpBody | ChunkedBody;
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
  /** Without it everything is reached directly. */
  readonly proxy?: ProxySettings;
  /** Longest time in which no byte may move, the connecting included. */
  readonly idleTimeoutMs: number;
};

/** A client that keeps connections alive and never holds a body in memory. */
export function createHttp(options: HttpOptions): Http {
  const { idleTimeoutMs } = options;
  const agents = createAgents(idleTimeoutMs, options.ca);
  const settings = options.proxy ?? {};
  const mayHaveProxy = settings.httpProxy !== undefined || settings.httpsProxy !== undefined;
  let opened: Promise<Proxying> | undefined;

  /** Loaded on machines with a proxy alone. */
  function openProxying(): Promise<Proxying> {
    opened ??= import('./by-proxy.ts').then(({ createProxying }) =>
      createProxying(settings, {
        plain: agents.plain(),
        secure: agents.secure(),
        trusting: agents.trusting(),
      }),
    );
    return opened;
  }

  function detailsOf(request: HttpRequest): RequestDetails {
    const { protocol, hostname, port, pathname, search } = request.url;
    // By its parts: a user and password of the address go nowhere.
    return {
      protocol,
      hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      ...(port === '' ? {} : { port }),
      path: `${pathname}${search}`,
      method: request.method,
      timeout: idleTimeoutMs,
      headers: {
        'user-agent': options.userAgent,
        ...request.headers,
        ...contentLength(request.method, request.body),
      },
      ...(request.socketPath === undefined ? {} : { socketPath: request.socketPath }),
    };
  }

  function start({ url }: HttpRequest, details: RequestDetails): ClientRequest {
    const started = startRequest(details, agents);
    if (started !== undefined) return started;
    throw new HttpError(
      'UNSUPPORTED_SCHEME',
      `${url.protocol}//${url.host} has a scheme that is not supported; use https.`,
    );
  }

  return {
    async request(request) {
      request.signal.throwIfAborted();
      const details = detailsOf(request);
      const proxying =
        mayHaveProxy && request.socketPath === undefined ? await openProxying() : undefined;
      const outgoing = proxying?.start(request.url, details) ?? start(request, details);
      return exchange(outgoing, request, idleTimeoutMs);
    },
    close() {
      agents.close();
      void opened?.then((proxying) => proxying.close());
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
    outgoing.on('error', (error) => reject(failureOf(error, outgoing, url)));
  });
  const send = async (): Promise<void> => {
    await sendBody(outgoing, request.body, signal);
    if (request.headersTimeoutMs === undefined || incoming !== undefined) return;
    waiting = AbortSignal.timeout(request.headersTimeoutMs);
    waiting.addEventListener('abort', late);
  };
  const isAtOnce = request.headersTimeoutMs === undefined && !isStreamed(request.body);
  if (isAtOnce) outgoing.end(request.body);
  const sent = isAtOnce ? undefined : send();
  try {
    const message = sent === undefined ? await answered : (await Promise.all([answered, sent]))[0];
    // An answer that came before the end of the body leaves a connection nobody can use again.
    message.once('end', () => {
      if (!outgoing.writableFinished) outgoing.destroy();
    });
    return responseOf(message, { ...request, closed });
  } catch (error) {
    outgoing.destroy();
    await Promise.allSettled([sent]);
    signal.throwIfAborted();
    throw error;
  } finally {
    waiting?.removeEventListener('abort', late);
  }
}

/** Where plain http goes by a proxy, it is the proxy that was not reached. */
function failureOf(error: Error, { host }: ClientRequest, url: URL): HttpError {
  const isDirect = host === url.hostname || `[${host}]` === url.hostname;
  if (isDirect || error instanceof HttpError) return connectionError(error, url);
  const text = `The proxy ${host} does not lead to ${hostAndPort(url)}: ${messageOf(error)}.`;
  return new HttpError('PROXY', text, { cause: error });
}

function responseOf(
  message: IncomingMessage,
  { method, url, signal, closed }: HttpRequest & { readonly closed: Promise<void> },
): HttpResponse {
  const status = message.statusCode ?? 0;
  // An answer without a body frees its connection even when nobody looks for one.
  if (method === 'HEAD' || status === 204 || status === 304) message.resume();
  const fault = (error: Error): Error => {
    signal.throwIfAborted();
    return connectionError(error, url);
  };
  const body = { [Symbol.asyncIterator]: () => new BodyReader(message, { closed, fault }) };
  return { status, headers: headersOf(message), url, body };
}

function headersOf({ rawHeaders }: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
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

function slow(url: URL, what: string, timeoutMs: number): HttpError {
  return new HttpError('TIMEOUT', `${hostAndPort(url)}: ${what} for ${timeoutMs / 1000} s.`);
}
