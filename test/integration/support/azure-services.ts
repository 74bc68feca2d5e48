import { randomUUID } from 'node:crypto';
import { createServer, request as forward } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { idTokenProof } from './entra-proofs.ts';
import type { ApplicationProof } from './entra-proofs.ts';
import { startStandIn } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';
import { startTokenRegistry } from './token-registry.ts';

const TOKEN_USER = '00000000-0000-0000-0000-000000000000';

export const tenantId = '11111111-2222-3333-4444-555555555555';
export const clientId = '66666666-7777-8888-9999-aaaaaaaaaaaa';

/** An id token as a pipeline signs it, of which the stand-ins read the claims alone. */
export function idToken(claims: Readonly<Record<string, unknown>>): string {
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { jti: randomUUID(), ...claims },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return [...text, Buffer.from(`signature-${randomUUID()}`).toString('base64url')].join('.');
}

/** Proofs that Microsoft Entra takes in these tests: those of applications, or any id token for the audience. */
export type Entra = StandIn & {
  /** Access tokens that it gave. */
  readonly given: readonly string[];
  /** Signed texts that it was shown: id tokens, or those of a certificate. */
  readonly shown: readonly string[];
};

/** Starts a stand-in for Microsoft Entra: discovery and the token endpoint of one tenant. */
export async function startEntra(...applications: readonly ApplicationProof[]): Promise<Entra> {
  const given: string[] = [];
  const shown: string[] = [];
  let origin = '';
  const standIn = await startStandIn('https', ({ method, url, header, body }, check) => {
    if (url.pathname.endsWith('/.well-known/openid-configuration')) {
      const base = `${origin}/${tenantId}`;
      const json = {
        issuer: `${base}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        end_session_endpoint: `${base}/oauth2/v2.0/logout`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      };
      return { status: 200, json };
    }
    const form = new URLSearchParams(body);
    const has = (name: string, value: string): void =>
      check(form.get(name) === value, `${name} is ${form.get(name)}`);
    check(method === 'POST' && url.pathname === `/${tenantId}/oauth2/v2.0/token`, 'the path');
    check(header('content-type').startsWith('application/x-www-form-urlencoded'), 'content type');
    has('client_id', clientId);
    has('grant_type', 'client_credentials');
    check(
      (form.get('scope') ?? '').split(' ').includes('https://containerregistry.azure.net/.default'),
      `scope is ${form.get('scope')}`,
    );
    const proofs = applications.length === 0 ? [idTokenProof] : applications;
    const wrong = proofs.map(({ faults }) => faults(form));
    const isProved = wrong.some((faults) => faults.length === 0);
    check(isProved, wrong.flat().join(', '));
    const assertion = form.get('client_assertion');
    if (assertion !== null) {
      check(!shown.includes(assertion), 'an assertion was used twice');
      shown.push(assertion);
    }
    const access = `access-canary-${randomUUID()}`;
    given.push(access);
    return { status: 200, json: { token_type: 'Bearer', expires_in: 3599, access_token: access } };
  });
  origin = standIn.origin;
  return { ...standIn, given, shown };
}

/** A registry with Azure's exchange before it; its host needs no TLS, as it is this machine's. */
export type AzureRegistry = {
  readonly host: string;
  readonly faults: readonly string[];
  /** Logins that it gave for access tokens. */
  readonly given: readonly string[];
  stop(): Promise<void>;
};

/**
 * Starts it; only access tokens that `entra` gave are exchanged. Blobs go to the folder. `known` may
 * log in without an exchange: who fills the registry beforehand.
 */
export async function startAzureRegistry(
  entra: Pick<Entra, 'given'>,
  directory: string,
  known: Readonly<Record<string, string>> = {},
): Promise<AzureRegistry> {
  const { signal } = new AbortController();
  const users: Record<string, string> = { ...known };
  const registry = await startTokenRegistry({ signal, users, directory });
  const given: string[] = [];
  const exchange = await startStandIn('http', ({ method, url, header, body }, check) => {
    const form = new URLSearchParams(body);
    check(method === 'POST' && url.pathname === '/oauth2/exchange', 'the path');
    check(header('content-type') === 'application/x-www-form-urlencoded', 'content type');
    check(form.get('grant_type') === 'access_token', 'grant_type');
    check(form.get('service') === header('host'), `service is ${form.get('service')}`);
    check(form.get('tenant') === tenantId, `tenant is ${form.get('tenant')}`);
    if (!entra.given.includes(form.get('access_token') ?? '')) return { status: 401, json: {} };
    const refresh = `refresh-canary-${randomUUID()}`;
    users[TOKEN_USER] = refresh;
    given.push(refresh);
    return { status: 200, json: { refresh_token: refresh } };
  });
  const server = createServer((request, response) => {
    const isExchange = request.url?.startsWith('/oauth2/') === true;
    pass(request, response, isExchange ? new URL(exchange.origin).host : registry.host);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    host: `127.0.0.1:${port}`,
    faults: exchange.faults,
    given,
    async stop() {
      server.closeAllConnections();
      server.close();
      exchange.stop();
      await registry.stop();
    },
  };
}

/** Hands a request on as it is; the server behind takes the proxy's name for its own. */
function pass(request: IncomingMessage, response: ServerResponse, target: string): void {
  const { method, headers, url: path } = request;
  const { hostname, port } = new URL(`http://${target}`);
  const outgoing = forward({ hostname, port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  request.pipe(outgoing);
}
