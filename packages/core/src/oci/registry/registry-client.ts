import type { Clock } from '../../clock.ts';
import { codeOf, messageOf } from '../../errors.ts';
import { discard, readBody } from '../../http/http.ts';
import { HttpError } from '../../http/errors.ts';
import { refuseInnerAddress } from '../../http/inner-address.ts';
import type { Http, HttpResponse } from '../../http/http.ts';
import type { HttpBody } from '../../http/send.ts';
import type { Log } from '../../log.ts';
import { OciError } from '../errors.ts';
import type { Answer } from '../errors.ts';
import { backoffMs, isTransient, MAX_TRIES } from './backoff.ts';
import type { Credential } from './docker-config.ts';
import { isLoopback } from './loopback.ts';
import { RegistryAuth } from './registry-auth.ts';
import { refusal, retryAfterMs } from './refusal.ts';

const MAX_REDIRECTS = 5;
const HUB_HOSTS = new Set(['docker.io', 'index.docker.io']);

export type RegistryDeps = {
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Log;
  readonly credential: (host: string, signal: AbortSignal) => Promise<Credential>;
};

/** A request to one repository. `path` is below `/v2/<repository>/`, or an absolute upload URL. */
export type RegistryRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly repository: string;
  readonly path: string | URL;
  readonly access: 'pull' | 'push' | 'delete';
  /** A second repository that must be readable, for mounts. */
  readonly alsoPull?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  /** Statuses that are answers, not failures; anything else from 400 up raises an OciError. */
  readonly expect?: readonly number[];
  /**
   * `never` for streamed bodies, whose sender has its own way to go on. A refused login is answered
   * all the same: the registry has taken nothing of the body then.
   */
  readonly retry?: 'never';
};

/** One registry host: address, login, redirects and retries, OCI distribution-spec 1.1. */
export class RegistryClient {
  readonly host: string;
  readonly #deps: RegistryDeps;
  readonly #auth: RegistryAuth;
  #origin: Promise<URL> | undefined;

  constructor(host: string, deps: RegistryDeps) {
    this.host = host;
    this.#deps = deps;
    this.#auth = new RegistryAuth(host, {
      http: deps.http,
      clock: deps.clock,
      credential: (signal) => deps.credential(host, signal),
    });
  }

  /** Sends a request; transport faults and busy answers are tried again when that is safe. */
  async send(request: RegistryRequest, signal: AbortSignal): Promise<HttpResponse> {
    const tries = request.retry === 'never' ? 1 : MAX_TRIES;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#try(request, signal);
      if ('response' in outcome && !isTransient(outcome.response.status)) {
        return this.#accept(request, outcome.response, signal);
      }
      if (attempt >= tries) {
        if ('failure' in outcome) throw outcome.failure;
        return this.#accept(request, outcome.response, signal);
      }
      const answer = 'response' in outcome ? this.#answerOf(outcome.response) : undefined;
      if ('response' in outcome) await discard(outcome.response);
      await this.pause(attempt, answer, signal);
    }
  }

  /** Waits before another try: what the answer asks for, else a growing time with jitter. */
  async pause(attempt: number, answer: Answer | undefined, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#deps;
    const waitMs = Math.round(answer?.retryAfterMs ?? backoffMs(attempt, clock));
    const why = answer === undefined ? 'the connection broke' : `status ${answer.status}`;
    log.debug(`${this.host}: ${why}, trying again in ${waitMs} ms`);
    await clock.sleep(waitMs, signal);
  }

  /** Waits a moment that grows from attempt to attempt, with jitter, so that others can finish. */
  async giveWay(attempt: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    await clock.sleep(backoffMs(attempt, clock), signal);
  }

  /** A URL that a `Location` header means; only http(s), never from https down to http. */
  resolve(location: string, base: URL): URL {
    const url = new URL(location, base);
    if (url.protocol === 'https:') return url;
    if (url.protocol === 'http:' && base.protocol === 'http:') return url;
    throw new OciError('REGISTRY_FAILED', `${this.host} sends us from https to ${url.protocol}//`);
  }

  async #try(
    request: RegistryRequest,
    signal: AbortSignal,
  ): Promise<{ readonly response: HttpResponse } | { readonly failure: unknown }> {
    try {
      return { response: await this.#authorized(request, signal) };
    } catch (error) {
      if (signal.aborted || !(error instanceof HttpError)) throw error;
      if (error.code === 'BODY_SIZE' || error.code === 'INNER_ADDRESS') throw error;
      const failure = this.#unreachable(error);
      if (error.code === 'TLS') throw failure;
      return { failure };
    }
  }

  async #authorized(request: RegistryRequest, signal: AbortSignal): Promise<HttpResponse> {
    const origin = await this.#ready(signal);
    const scopes = scopesOf(request);
    const response = await this.#follow(request, origin, signal);
    // Only the registry itself may say where its logins go: a host that it redirects to may not.
    if (response.status !== 401 || response.url.origin !== origin.origin) return response;
    const learned = await this.#auth.learn(response.headers.get('www-authenticate') ?? '', scopes);
    if (!learned) return response;
    await discard(response);
    return this.#follow(request, origin, signal);
  }

  async #follow(request: RegistryRequest, origin: URL, signal: AbortSignal): Promise<HttpResponse> {
    let url =
      request.path instanceof URL
        ? request.path
        : new URL(`/v2/${request.repository}/${request.path}`, origin);
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      if (url.origin !== origin.origin) await refuseInnerAddress(url, origin.host);
      const authorization =
        url.origin === origin.origin
          ? await this.#auth.header(scopesOf(request), signal)
          : undefined;
      const headers = { ...request.headers, ...(authorization && { authorization }) };
      const response = await this.#deps.http.request({
        method: request.method,
        url,
        headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        signal,
      });
      // A query may hold a right to the place; the path does not.
      this.#deps.log.debug(`${request.method} ${url.host}${url.pathname}: ${response.status}`);
      const location = response.headers.get('location');
      if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) {
        return response;
      }
      await discard(response);
      url = this.resolve(location, url);
    }
    throw new OciError(
      'REGISTRY_FAILED',
      `${this.host} redirects more than ${MAX_REDIRECTS} times`,
    );
  }

  async #accept(
    request: RegistryRequest,
    response: HttpResponse,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    if (response.status < 400 || request.expect?.includes(response.status)) return response;
    const body = await readBody(response, 64 * 1024, signal).catch(() => new Uint8Array());
    throw refusal({
      ...this.#answerOf(response),
      body,
      what: `${request.method} ${this.host}/${request.repository}`,
      host: this.host,
      identity: this.#auth.identity,
      access: request.access,
    });
  }

  #answerOf(response: HttpResponse): Answer {
    const { clock } = this.#deps;
    return { status: response.status, retryAfterMs: retryAfterMs(response, clock.now()) };
  }

  /** Finds the address once and learns how the registry wants to be logged in to. */
  #ready(signal: AbortSignal): Promise<URL> {
    this.#origin ??= this.#probe(signal).catch((error: unknown) => {
      this.#origin = undefined;
      throw error;
    });
    return this.#origin;
  }

  async #probe(signal: AbortSignal): Promise<URL> {
    const name = HUB_HOSTS.has(this.host) ? 'registry-1.docker.io' : this.host;
    const schemes = isLoopback(name) ? ['http', 'https'] : ['https'];
    let last: unknown;
    for (const scheme of schemes) {
      const url = new URL(`${scheme}://${name}/v2/`);
      try {
        const response = await this.#deps.http.request({ method: 'GET', url, signal });
        await discard(response);
        if (scheme === 'http' && response.status === 400) continue;
        if (response.status === 401) {
          await this.#auth.learn(response.headers.get('www-authenticate') ?? '', []);
        }
        return new URL(`${scheme}://${name}`);
      } catch (error) {
        if (signal.aborted || !(error instanceof HttpError)) throw error;
        last ??= error;
      }
    }
    // As for any other request: the caller tries again.
    if (last instanceof HttpError && isPassing(last)) throw last;
    throw this.#unreachable(last);
  }

  #unreachable(cause: unknown): OciError {
    // The cause names the address, the reason and the remedy.
    const message = `the registry ${this.host} does not answer: ${messageOf(cause)}`;
    return new OciError('UNREACHABLE', message, { cause });
  }
}

function scopesOf(request: RegistryRequest): string[] {
  const actions = { pull: 'pull', push: 'pull,push', delete: 'delete' }[request.access];
  const own = `repository:${request.repository}:${actions}`;
  return request.alsoPull === undefined ? [own] : [own, `repository:${request.alsoPull}:pull`];
}

/** What a moment later may be otherwise; a wrong name or port is told at once. */
function isPassing({ code, cause }: HttpError): boolean {
  return code === 'TIMEOUT' || /^(ECONNRESET|EPIPE|EAI_AGAIN|ETIMEDOUT)$/.test(codeOf(cause) ?? '');
}
