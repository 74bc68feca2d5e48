import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mustRun } from '@package-model/tooling/machine/command';
import { type RegistryServer, startRegistry } from './registry.ts';

/** A token that was asked for: the user who asked (undefined: anonymous) and the scopes as sent. */
export type TokenRequest = {
  readonly user: string | undefined;
  readonly scopes: readonly string[];
};

export type TokenRegistryOptions = {
  readonly signal: AbortSignal;
  readonly users: Readonly<Record<string, string>>;
  /** What somebody without credentials is granted; without it 401. */
  readonly anonymousActions?: readonly string[];
  readonly lifetimeSeconds?: number;
  /** Where blobs are kept, instead of in memory: for images of some size. */
  readonly directory?: string;
};

/** A registry that sends its clients to a token server of ours, and what that was asked. */
export type TokenRegistry = RegistryServer & { readonly requests: readonly TokenRequest[] };

const service = 'test-registry';
const issuer = 'test-issuer';

/** Starts the registry server with bearer tokens (ES256, the certificate in the token's header). */
export async function startTokenRegistry(options: TokenRegistryOptions): Promise<TokenRegistry> {
  const folder = await mkdtemp(path.join(tmpdir(), 'package-model-token-'));
  const keys = await makeKeys(folder, options.signal);
  const requests: TokenRequest[] = [];
  const server = createServer((request, response) => {
    const answer = answerTo(request, { options, keys, requests });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  const realm = `http://127.0.0.1:${address.port}/token`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const auth = { kind: 'token', realm, service, issuer, certificate: keys.file } as const;
    const { signal, directory } = options;
    const registry = await startRegistry({ signal, auth, ...(directory && { directory }) });
    const stop = async (): Promise<void> => {
      await registry.stop();
      await close();
    };
    return { ...registry, requests, stop };
  } catch (error) {
    await close();
    throw error;
  }
}

type Keys = { readonly file: string; readonly certificate: string; readonly privateKey: string };

async function makeKeys(folder: string, signal: AbortSignal): Promise<Keys> {
  const file = path.join(folder, 'token.crt');
  const keyFile = path.join(folder, 'token.key');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const place = ['-keyout', keyFile, '-out', file, '-subj', '/CN=token', '-days', '2'];
  await mustRun('openssl', ['req', '-x509', ...curve, ...place], { signal });
  const pem = await readFile(file, 'utf8');
  return {
    file,
    certificate: pem.replace(/-----[A-Z ]+-----|\s/gu, ''),
    privateKey: await readFile(keyFile, 'utf8'),
  };
}

type Answer = { readonly status: number; readonly body: unknown };

function answerTo(
  request: IncomingMessage,
  context: {
    readonly options: TokenRegistryOptions;
    readonly keys: Keys;
    readonly requests: TokenRequest[];
  },
): Answer {
  const { options, keys, requests } = context;
  const scopes = new URL(request.url ?? '/', 'http://token').searchParams
    .getAll('scope')
    .flatMap((scope) => scope.split(' '));
  const login = parseLogin(request.headers.authorization);
  requests.push({ user: login?.user, scopes });
  const known = login !== undefined && options.users[login.user] === login.password;
  if (!known && (login !== undefined || options.anonymousActions === undefined)) {
    return { status: 401, body: { errors: [{ code: 'UNAUTHORIZED', message: 'who are you?' }] } };
  }
  const access = scopes.map((scope) => parseScope(scope, known ? undefined : options));
  const lifetime = options.lifetimeSeconds ?? 300;
  const token = signToken(keys, { sub: login?.user ?? '', access, lifetime });
  return { status: 200, body: { token, expires_in: lifetime } };
}

function parseLogin(header: string | undefined): { user: string; password: string } | undefined {
  const [, encoded] = /^basic (.+)$/iu.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { user, password: rest.join(':') };
}

function parseScope(
  scope: string,
  limits: Pick<TokenRegistryOptions, 'anonymousActions'> | undefined,
): { type: string; name: string; actions: readonly string[] } {
  const [type = '', ...rest] = scope.split(':');
  const actions = (rest.pop() ?? '').split(',');
  const allowed = limits?.anonymousActions;
  return {
    type,
    name: rest.join(':'),
    actions: allowed === undefined ? actions : actions.filter((action) => allowed.includes(action)),
  };
}

function signToken(
  keys: Keys,
  claims: { readonly sub: string; readonly access: unknown; readonly lifetime: number },
): string {
  const now = Math.floor(Date.now() / 1000);
  const header = { typ: 'JWT', alg: 'ES256', x5c: [keys.certificate] };
  const body = {
    iss: issuer,
    aud: service,
    sub: claims.sub,
    nbf: now - 5,
    iat: now,
    exp: now + claims.lifetime,
    jti: randomUUID(),
    access: claims.access,
  };
  const text = [header, body]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const key = { key: createPrivateKey(keys.privateKey), dsaEncoding: 'ieee-p1363' } as const;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}
