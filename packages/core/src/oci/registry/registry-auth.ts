import * as z from 'zod/mini';
import type { Clock } from '../../clock.ts';
import type { Http, HttpResponse } from '../../http/http.ts';
import { readBody } from '../../http/http.ts';
import { refuseInnerAddress } from '../../http/inner-address.ts';
import { Secret } from '../../secret.ts';
import { OciError } from '../errors.ts';
import { backoffMs, isTransient, MAX_TRIES } from './backoff.ts';
import { parseChallenges } from './challenge.ts';
import type { Credential } from './docker-config.ts';
import { isLoopback } from './loopback.ts';
import { retryAfterMs } from './refusal.ts';

const TOKEN_LIMIT_BYTES = 256 * 1024;
const DEFAULT_LIFE_S = 60;
const RENEW_EARLY_MS = 15_000;
const CLIENT_ID = 'package-model';

const tokenAnswer = z.object({
  token: z.optional(z.string()),
  access_token: z.optional(z.string()),
  expires_in: z.optional(z.number()),
});

type Token = { readonly value: Secret; readonly expiresAt: number };
type Bearer = { readonly realm: URL; readonly service: string | undefined };

export type AuthDeps = {
  readonly http: Http;
  readonly clock: Clock;
  readonly credential: (signal: AbortSignal) => Promise<Credential>;
};

/** Authorization for one registry host: Basic, or Bearer tokens cached per set of scopes. */
export class RegistryAuth {
  readonly #host: string;
  readonly #deps: AuthDeps;
  readonly #tokens = new Map<string, Token>();
  #scheme: { readonly kind: 'unknown' | 'none' | 'basic' } | { kind: 'bearer'; bearer: Bearer } = {
    kind: 'unknown',
  };
  #credential: Credential | undefined;

  constructor(host: string, deps: AuthDeps) {
    this.#host = host;
    this.#deps = deps;
  }

  /** The `Authorization` value for a request with these scopes, as far as the scheme is known. */
  async header(scopes: readonly string[], signal: AbortSignal): Promise<string | undefined> {
    switch (this.#scheme.kind) {
      case 'unknown':
      case 'none':
        return undefined;
      case 'basic':
        return this.#basic(signal);
      case 'bearer':
        return `Bearer ${(await this.#token(this.#scheme.bearer, scopes, signal)).reveal()}`;
    }
  }

  /** Learns from a 401 and forgets the token that was refused; false when nothing more can be tried. */
  async learn(challengeHeader: string, scopes: readonly string[]): Promise<boolean> {
    const challenges = parseChallenges(challengeHeader);
    const bearer = challenges.find((challenge) => challenge.scheme === 'bearer');
    if (bearer !== undefined) {
      const realm = this.#realm(bearer.parameters.get('realm') ?? '');
      await refuseInnerAddress(realm, this.#host);
      this.#scheme = {
        kind: 'bearer',
        bearer: { realm, service: bearer.parameters.get('service') },
      };
      this.#tokens.delete(scopes.join(' '));
      return true;
    }
    if (challenges.some((challenge) => challenge.scheme === 'basic')) {
      const first = this.#scheme.kind !== 'basic';
      this.#scheme = { kind: 'basic' };
      return first;
    }
    return false;
  }

  /** `user name` or `anonymous`, for error messages. */
  get identity(): string {
    const credential = this.#credential;
    if (credential === undefined || credential.kind === 'anonymous') return 'anonymous';
    return credential.kind === 'basic' ? `user "${credential.username}"` : 'a stored token';
  }

  #realm(text: string): URL {
    const realm = URL.canParse(text) ? new URL(text) : undefined;
    const plainAllowed = isLoopback(this.#host);
    if (realm?.protocol === 'https:' || (realm?.protocol === 'http:' && plainAllowed)) {
      return realm;
    }
    throw this.#badRealm(realm);
  }

  #badRealm(realm: URL | undefined): OciError {
    const where = realm === undefined ? 'no valid address' : realm.origin;
    return new OciError(
      'UNAUTHORIZED',
      `${this.#host} sends its logins to ${where}; only https addresses are trusted`,
    );
  }

  async #login(signal: AbortSignal): Promise<Credential> {
    this.#credential ??= await this.#deps.credential(signal);
    return this.#credential;
  }

  async #basic(signal: AbortSignal): Promise<string | undefined> {
    const credential = await this.#login(signal);
    return credential.kind === 'basic' ? basicHeader(credential) : undefined;
  }

  async #token(bearer: Bearer, scopes: readonly string[], signal: AbortSignal): Promise<Secret> {
    const credential = await this.#login(signal);
    if (credential.kind === 'registry-token') return credential.token;
    const key = scopes.join(' ');
    const cached = this.#tokens.get(key);
    if (cached !== undefined && cached.expiresAt > this.#deps.clock.now()) return cached.value;
    const token = await this.#fetchToken(bearer, scopes, { credential, signal });
    this.#tokens.set(key, token);
    return token.value;
  }

  async #fetchToken(
    bearer: Bearer,
    scopes: readonly string[],
    how: { readonly credential: Credential; readonly signal: AbortSignal },
  ): Promise<Token> {
    const { response, body } = await this.#askForToken(bearer, scopes, how);
    if (response.status !== 200) throw this.#noToken(bearer, response.status);
    const answer = tokenAnswer.safeParse(parseJson(body));
    const value = answer.success ? (answer.data.access_token ?? answer.data.token) : undefined;
    if (value === undefined || !answer.success) {
      throw new OciError('UNAUTHORIZED', `${bearer.realm.origin} answered without a token`);
    }
    const lifeMs = (answer.data.expires_in ?? DEFAULT_LIFE_S) * 1000;
    const expiresAt = this.#deps.clock.now() + Math.max(lifeMs - RENEW_EARLY_MS, lifeMs / 2);
    return { value: new Secret(value), expiresAt };
  }

  /** A server that is busy is asked again: what waits for the token may be the end of a long upload. */
  async #askForToken(
    bearer: Bearer,
    scopes: readonly string[],
    { credential, signal }: { readonly credential: Credential; readonly signal: AbortSignal },
  ): Promise<{ readonly response: HttpResponse; readonly body: Uint8Array }> {
    const { http, clock } = this.#deps;
    for (let attempt = 1; ; attempt += 1) {
      const response = await http.request(
        credential.kind === 'identity-token'
          ? oauthRequest(bearer, scopes, { token: credential.token, signal })
          : tokenRequest(bearer, scopes, { credential, signal }),
      );
      const body = await readBody(response, TOKEN_LIMIT_BYTES, signal);
      if (!isTransient(response.status) || attempt === MAX_TRIES) return { response, body };
      const waitMs = retryAfterMs(response, clock.now()) ?? backoffMs(attempt, clock);
      await clock.sleep(waitMs, signal);
    }
  }

  #noToken({ realm }: Bearer, status: number): OciError {
    const what = `${realm.origin} gave no token to ${this.identity} (status ${status})`;
    if (isTransient(status)) {
      return new OciError('REGISTRY_FAILED', `${what}; it is busy: run again later`);
    }
    return new OciError('UNAUTHORIZED', `${what}; log in again: docker login ${this.#host}`);
  }
}

function tokenRequest(
  bearer: Bearer,
  scopes: readonly string[],
  how: { readonly credential: Credential; readonly signal: AbortSignal },
) {
  const url = new URL(bearer.realm);
  if (bearer.service !== undefined) url.searchParams.set('service', bearer.service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const headers =
    how.credential.kind === 'basic' ? { authorization: basicHeader(how.credential) } : {};
  return { method: 'GET', url, headers, signal: how.signal };
}

function oauthRequest(
  bearer: Bearer,
  scopes: readonly string[],
  how: { readonly token: Secret; readonly signal: AbortSignal },
) {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: CLIENT_ID,
    scope: scopes.join(' '),
    refresh_token: how.token.reveal(),
  });
  if (bearer.service !== undefined) form.set('service', bearer.service);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', url: bearer.realm, headers, body: form.toString(), signal: how.signal };
}

function basicHeader(credential: Extract<Credential, { kind: 'basic' }>): string {
  const pair = `${credential.username}:${credential.password.reveal()}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // The schema refuses it with a better message.
  }
}
