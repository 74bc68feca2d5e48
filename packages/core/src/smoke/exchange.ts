import type { Clock } from '../clock.ts';
import { FileError } from '../files/errors.ts';
import { HttpError } from '../http/errors.ts';
import type { Http, HttpBody } from '../http/http.ts';
import type { Digest } from '../oci/digest.ts';
import { within } from './deadline.ts';
import { KeptBody } from './kept-body.ts';

export type ExchangeDeps = {
  readonly http: Pick<Http, 'request'>;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly signal: AbortSignal;
};

export type SmokeRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  /** For the whole exchange, the answer's body included. */
  readonly timeoutMs: number;
};

export type Answer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** The first `MAX_KEPT_BYTES`. */
  readonly body: Uint8Array;
  /** Of the whole body. */
  readonly sizeBytes: number;
  readonly digest: Digest;
  readonly latencyMs: number;
};

/** `late`: no end in time, `received` where an answer had begun. `broken`: the connection broke, or the answer has no end in sight. */
export type Exchange =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'late'; readonly received?: Received }
  | { readonly kind: 'broken'; readonly message: string };

export type Received = { readonly status: number; readonly sizeBytes: number };

/** What of an answer is kept to be looked at; the rest is only hashed and counted. */
export const MAX_KEPT_BYTES = 64 * 1024 * 1024;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024 * 1024;

/** Sends one request and reads its answer; raises only the reason of the caller's signal. */
export async function exchange(request: SmokeRequest, deps: ExchangeDeps): Promise<Exchange> {
  const startedAt = deps.clock.now();
  let received: Received | undefined;
  const onReceived = (now: Received): void => {
    received = now;
  };
  try {
    const outcome = await within(request.timeoutMs, deps, (signal) =>
      ask(request, { http: deps.http, signal, onReceived }),
    );
    if (outcome.kind === 'late') {
      return { kind: 'late', ...(received !== undefined && { received }) };
    }
    const latencyMs = deps.clock.now() - startedAt;
    return { kind: 'answered', answer: { ...outcome.value, latencyMs } };
  } catch (error) {
    deps.signal.throwIfAborted();
    if (error instanceof HttpError) return { kind: 'broken', message: error.message };
    // A file of the request that is gone, or that someone writes to.
    if (error instanceof FileError) return { kind: 'broken', message: error.message };
    throw error;
  }
}

type AskDeps = {
  readonly http: Pick<Http, 'request'>;
  readonly signal: AbortSignal;
  readonly onReceived: (received: Received) => void;
};

async function ask(
  { method, url, headers, body }: SmokeRequest,
  { http, signal, onReceived }: AskDeps,
): Promise<Omit<Answer, 'latencyMs'>> {
  const given = { method, url, headers, signal, ...(body !== undefined && { body }) };
  const response = await http.request(given);
  const { status } = response;
  onReceived({ status, sizeBytes: 0 });
  const kept = new KeptBody(MAX_KEPT_BYTES);
  for await (const chunk of response.body) {
    kept.add(chunk);
    const { sizeBytes } = kept;
    onReceived({ status, sizeBytes });
    if (sizeBytes > MAX_ANSWER_BYTES) {
      throw new HttpError('TOO_LARGE', `The answer has more than ${MAX_ANSWER_BYTES} bytes.`);
    }
  }
  return { status, headers: response.headers, sizeBytes: kept.sizeBytes, ...kept.finish() };
}
