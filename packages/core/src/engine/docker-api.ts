import { HttpError } from '../http/errors.ts';
import type { Http, HttpResponse } from '../http/http.ts';
import { discard, readBody } from '../http/http.ts';
import type { ChunkedBody } from '../http/send.ts';
import { aborted } from '../process/errors.ts';
import { Tail } from '../process/tail.ts';
import { questionTimeoutMs } from './docker-cli.ts';
import { EngineError } from './errors.ts';

/** One call of Docker's Engine API: `/containers/ID/json`, without the version. */
export type ApiCall = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a tar archive. Of the answer, which tells its progress, only the end is kept. */
  readonly archive?: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  /** Longest wait for the answer to begin; `none` for calls that last as long as their work. */
  readonly patience?: 'question' | 'none';
};

export type ApiAnswer = { readonly status: number; readonly bytes: Uint8Array };

/** Docker's Engine API, where the command line would speak it over a socket of this machine. */
export interface DockerApi {
  /** `unix:///var/run/docker.sock` */
  readonly endpoint: string;
  /** The version of the daemon, where its first answer told it. */
  serverVersion(): Promise<string | undefined>;
  /** True when the API is spoken in the version 1.`minor` or a later one. */
  isAtLeast(minor: number): Promise<boolean>;
  /**
   * Undefined where the socket gives no answer that can be relied on: the command line is asked
   * then, and says why. ToolError ABORTED.
   */
  call(call: ApiCall): Promise<ApiAnswer | undefined>;
}

/** Reads the text of an answer of this status; undefined for any other, and for one it cannot read. */
export function read<T>(
  answer: ApiAnswer | undefined,
  parse: (text: string) => T,
  status = 200,
): T | undefined {
  if (answer?.status !== status) return undefined;
  try {
    return parse(Buffer.from(answer.bytes).toString('utf8'));
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

const maxAnswerBytes = 32 * 1024 * 1024;
const endBytes = 64 * 1024;
const pingTimeoutMs = 5000;

/**
 * The API behind a socket, in the newest version its daemon knows, as the command line speaks it.
 * After a fault nothing more is sent.
 */
export function createDockerApi(http: Pick<Http, 'request'>, socketPath: string): DockerApi {
  let found: Promise<Daemon | undefined> | undefined;
  const daemon = (): Promise<Daemon | undefined> => (found ??= findDaemon(http, socketPath));
  let isBroken = false;
  const send = async (path: string, call: ApiCall): Promise<ApiAnswer | undefined> => {
    const { method, signal, patience = 'question' } = call;
    const url = new URL(`http://docker${path}`);
    const response = await http.request({
      method,
      url,
      socketPath,
      signal,
      ...(patience === 'question' && { headersTimeoutMs: questionTimeoutMs }),
      ...contentOf(call),
    });
    if (call.archive !== undefined) return { status: response.status, bytes: await end(response) };
    return { status: response.status, bytes: await readBody(response, maxAnswerBytes, signal) };
  };
  return {
    endpoint: `unix://${socketPath}`,
    serverVersion: async () => (await daemon())?.version,
    isAtLeast: async (minor) => ((await daemon())?.minor ?? 0) >= minor,
    async call(call) {
      const { signal } = call;
      if (signal.aborted) throw aborted('docker', signal.reason);
      if (isBroken) return undefined;
      try {
        const found = await daemon();
        if (signal.aborted) throw aborted('docker', signal.reason);
        return found && (await send(`/v1.${found.minor}${call.path}`, call));
      } catch (error) {
        if (signal.aborted) throw aborted('docker', signal.reason);
        if (!(error instanceof HttpError)) throw error;
        // Too much for us is no fault of the connection.
        isBroken ||= error.code !== 'TOO_LARGE';
        return undefined;
      }
    },
  };
}

function contentOf({ body, archive }: ApiCall): {
  readonly body?: string | ChunkedBody;
  readonly headers?: Readonly<Record<string, string>>;
} {
  if (archive !== undefined) {
    return { body: { open: () => archive }, headers: { 'content-type': 'application/x-tar' } };
  }
  if (body === undefined) return {};
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

async function end({ body }: HttpResponse): Promise<Uint8Array> {
  const tail = new Tail(endBytes);
  for await (const chunk of body) tail.push(chunk);
  return new TextEncoder().encode(tail.text());
}

type Daemon = {
  /** Of the API that it speaks: 41 of 1.41. */
  readonly minor: number;
  readonly version: string | undefined;
};

/** Undefined when what listens there is no docker: podman speaks the API otherwise. */
async function findDaemon(
  http: Pick<Http, 'request'>,
  socketPath: string,
): Promise<Daemon | undefined> {
  const signal = AbortSignal.timeout(pingTimeoutMs);
  const url = new URL('http://docker/_ping');
  const response = await http.request({ method: 'GET', url, socketPath, signal }).catch(() => {
    // Not there, not for this user, or hung: the command line tells which.
  });
  if (response === undefined) return undefined;
  await discard(response);
  const { status, headers } = response;
  const api = headers.get('api-version') ?? '';
  const isDocker = status === 200 && !headers.has('libpod-api-version');
  if (!isDocker || !/^1\.\d{2,3}$/.test(api)) return undefined;
  const version = /^Docker\/(\d[\w.+~-]*)/.exec(headers.get('server') ?? '')?.[1];
  return { minor: Number(api.slice(2)), version };
}
