import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHttp } from '@package-model/core/http/http';
import { Secret } from '@package-model/core/secret';
import { cloudOf, isAzureRegistry } from '@package-model/identity/azure-cloud';
import { azureToken } from '@package-model/identity/azure-token';
import { azureIdToken, githubIdToken } from '@package-model/identity/id-token';
import { exchangeToken } from '@package-model/identity/registry-login';
import { fetchSecureFile } from '@package-model/identity/secure-file';
import { expect, onTestFinished, test } from 'vitest';
import { stillClock } from '../core/still-clock.ts';

const { signal } = new AbortController();

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A service on this machine, and what asking it takes. */
async function serve(reply: Reply) {
  const server = createServer(reply);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const http = createHttp({ userAgent: 'test', idleTimeoutMs: 5000 });
  onTestFinished(() => {
    http.close();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`;
  const clock = stillClock();
  const request = { url: `http://${host}/x?a=1`, bearer: new Secret('canary') };
  return { host, request, clock, deps: { http, clock, signal } };
}

const refuse: Reply = (_, response) => response.writeHead(401).end('canary');

test('an id token is asked for with the audience beside what the address has', async () => {
  const asked: string[] = [];
  const { request, deps } = await serve(({ url }, response) => {
    asked.push(url ?? '');
    response.end(JSON.stringify({ value: 'token' }));
  });
  expect((await githubIdToken(request, 'api://A', deps)).reveal()).toBe('token');
  expect(asked).toEqual(['/x?a=1&audience=api%3A%2F%2FA']);
});

test('a pipeline that gives no id token is told with the permission that lacks', async () => {
  const { request, deps } = await serve(refuse);
  await expect(githubIdToken(request, 'a', deps)).rejects.toMatchObject({
    code: 'NO_ID_TOKEN',
    message: expect.stringMatching(/status 401.*permission id-token: write/),
  });
  await expect(azureIdToken(request, deps)).rejects.toMatchObject({ code: 'NO_ID_TOKEN' });
});

test('a secure file that is refused is told by its name', async () => {
  const { request, deps } = await serve(refuse);
  const file = { name: 'company.pem', request };
  await expect(fetchSecureFile(file, deps)).rejects.toMatchObject({
    code: 'SECURE_FILE_REFUSED',
    message: expect.stringContaining('company.pem'),
  });
});

test('a busy registry is asked again with growing pauses, then given up', async () => {
  let busy = 2;
  const { host, clock, deps } = await serve((_, response) => {
    busy -= 1;
    if (busy >= 0) response.writeHead(429).end();
    else response.end(JSON.stringify({ refresh_token: 'refresh' }));
  });
  const token = { access: new Secret('a'), tenantId: 't' };
  const login = await exchangeToken(host, token, deps);
  expect(login.password.reveal()).toBe('refresh');
  expect(clock.sleeps).toEqual([375, 750]);
  busy = 100;
  await expect(exchangeToken(host, token, deps)).rejects.toMatchObject({
    code: 'IDENTITY_UNREACHABLE',
    message: expect.stringContaining('status 429 5 times'),
  });
});

test.each([
  [401, 'give it the role AcrPush there'],
  [404, 'is no Azure container registry'],
  [302, 'gave no login'],
])('an exchange that ends with %i says what to do', async (status, said) => {
  const { host, deps } = await serve((_, response) => {
    response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('{}');
  });
  const token = { access: new Secret('canary'), tenantId: 't' };
  await expect(exchangeToken(host, token, deps)).rejects.toMatchObject({
    code: 'REGISTRY_REFUSED',
    message: expect.stringMatching(new RegExp(`^${host} .*${said}`)),
  });
});

test('what went wrong with the id token is told as it is, not as an error of the SDK', async () => {
  const { request, deps } = await serve(refuse);
  const identity = {
    kind: 'federated',
    who: { tenantId: '11111111-2222-3333-4444-555555555555', clientId: 'app' },
    idToken: (audience: string) => githubIdToken(request, audience, deps),
  } as const;
  const cloud = cloudOf('models.azurecr.io');
  const asked = azureToken(identity, { http: deps.http, cloud, signal });
  await expect(asked).rejects.toMatchObject({ code: 'NO_ID_TOKEN' });
});

test('a certificate that is none is refused before anyone is asked', async () => {
  const { deps } = await serve(refuse);
  const who = { tenantId: '11111111-2222-3333-4444-555555555555', clientId: 'app' };
  const identity = { kind: 'certificate', who, certificate: new Secret('canary') } as const;
  const cloud = cloudOf('models.azurecr.io');
  const asked = azureToken(identity, { http: deps.http, cloud, signal });
  const error: unknown = await asked.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'IDENTITY_REFUSED' });
  expect(String(error)).not.toContain('canary');
});

test.each([
  ['models.azurecr.io', true, 'https://login.microsoftonline.com'],
  ['models.azurecr.us', true, 'https://login.microsoftonline.us'],
  ['models-a1b2.azurecr.cn', true, 'https://login.partner.microsoftonline.cn'],
  ['models.azurecr.io.example.com', false, 'https://login.microsoftonline.com'],
  ['azurecr.io', false, 'https://login.microsoftonline.com'],
  ['a.b.azurecr.io', false, 'https://login.microsoftonline.com'],
])('%s is known by its name', (host, isAzure, authorityHost) => {
  expect(isAzureRegistry(host)).toBe(isAzure);
  expect(cloudOf(host).authorityHost).toBe(authorityHost);
});
