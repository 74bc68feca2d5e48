import type { Clock } from '@package-model/core/clock';
import { messageOf } from '@package-model/core/errors';
import { HttpError } from '@package-model/core/http/errors';
import { discard, readBody } from '@package-model/core/http/http';
import type { Http, HttpRequest, HttpResponse } from '@package-model/core/http/http';
import { IdentityError } from './errors.ts';

const MAX_TRIES = 5;
const PAUSE_MS = 500;
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);
const LIMIT_BYTES = 256 * 1024;

export type AskDeps = { readonly http: Http; readonly clock: Clock; readonly signal: AbortSignal };

/** An answer of a service, whatever its status. */
export type Answer = { readonly status: number; readonly body: Uint8Array };

/**
 * Asks a service for a token or a file; busy answers and broken connections are tried again, up to
 * five times. IDENTITY_UNREACHABLE when none came.
 */
export async function ask(
  request: Omit<HttpRequest, 'signal'>,
  deps: AskDeps,
  limitBytes = LIMIT_BYTES,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await trySending(request, deps);
    if ('response' in outcome && !TRANSIENT.has(outcome.response.status)) {
      const { status } = outcome.response;
      return { status, body: await readBody(outcome.response, limitBytes, deps.signal) };
    }
    if (attempt >= MAX_TRIES) throw unreachable(request.url, outcome);
    if ('response' in outcome) await discard(outcome.response);
    const pauseMs = PAUSE_MS * 2 ** (attempt - 1) * (0.5 + deps.clock.random() / 2);
    await deps.clock.sleep(Math.round(pauseMs), deps.signal);
  }
}

type Outcome = { readonly response: HttpResponse } | { readonly failure: unknown };

async function trySending(
  request: Omit<HttpRequest, 'signal'>,
  { http, signal }: AskDeps,
): Promise<Outcome> {
  try {
    return { response: await http.request({ ...request, signal }) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof HttpError)) throw error;
    if (error.code === 'TLS') throw unreachable(request.url, { failure: error });
    return { failure: error };
  }
}

function unreachable(url: URL, outcome: Outcome): IdentityError {
  const why =
    'response' in outcome
      ? `it answered with status ${outcome.response.status} ${MAX_TRIES} times; try again later`
      : messageOf(outcome.failure);
  const message = `${url.host} does not answer: ${why}`;
  const cause = 'failure' in outcome ? { cause: outcome.failure } : {};
  return new IdentityError('IDENTITY_UNREACHABLE', message, cause);
}

/** The JSON of an answer; undefined for what is none. */
export function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined; // Its text may hold a token: the caller says what was expected.
  }
}
