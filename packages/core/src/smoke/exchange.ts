import type { Clock } from '../clock.ts';
import { FileError } from '../files/errors.ts';
import { HttpError } from '../http/errors.ts';
import type { Http, HttpBody } from '../http/http.ts';
import type { Digest } from '../oci/digest.ts';
import { within } from './deadline.ts';
import { KeptBody } from './kept-body.ts';

export type ExchangeDeps = {
  readonly http: Pick<Http, 'request'>;
  readonly clock: Pick<Clock, 'now' | 'after'>;
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
  const soFar: SoFar = { received: undefined };
  try {
    const outcome = await within(request.timeoutMs, deps, (signal) =>
      ask(request, { http: deps.http, signal, soFar }),
    );
    if (outcome.kind === 'late') return late(soFar);
    const { status, headers, kept } = outcome.value;
    const { body, digest } = kept.finish();
    const latencyMs = deps.clock.now() - startedAt;
    const { sizeBytes } = kept;
    return { kind: 'answered', answer: { status, headers, body, sizeBytes, digest, latencyMs } };
  } catch (error) {
    deps.signal.throwIfAborted();
    if (error instanceof HttpError) return { kind: 'broken', message: error.message };
    // A file of the request that is gone, or that someone writes to.
    if (error instanceof FileError) return { kind: 'broken', message: error.message };
    throw error;
  }
}

/** What has come of an answer, for when its end does not come in time. */
type SoFar = { received: { readonly status: number; readonly kept: KeptBody } | undefined };

function late({ received }: SoFar): Exchange {
  if (received === undefined) return { kind: 'late' };
  const { status, kept } = received;
  return { kind: 'late', received: { status, sizeBytes: kept.sizeBytes } };
}

type AskDeps = {
  readonly http: Pick<Http, 'request'>;
  readonly signal: AbortSignal;
  readonly soFar: SoFar;
};

async function ask(
  { method, url, headers, body }: SmokeRequest,
  { http, signal, soFar }: AskDeps,
): Promise<Pick<Answer, 'status' | 'headers'> & { readonly kept: KeptBody }> {
  const given = { method, url, headers, signal, ...(body !== undefined && { body }) };
  const response = await http.request(given);
  const { status } = response;
  const kept = new KeptBody(MAX_KEPT_BYTES);
  soFar.received = { status, kept };
  for await (const chunk of response.body) {
    kept.add(chunk);
    if (kept.sizeBytes > MAX_ANSWER_BYTES) {
      throw new HttpError('TOO_LARGE', `The answer has more than ${MAX_ANSWER_BYTES} bytes.`);
    }
  }
  return { status, headers: response.headers, kept };
}
