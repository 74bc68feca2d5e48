import { randomBytes } from 'node:crypto';
import { digestOf } from '@package-model/core/oci/digest';
import type { BlobSource } from '@package-model/core/oci/repository';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { faultsOnce, startFaultProxy } from './support/fault-proxy.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { basicLogin, hastyClock, registryRepository } from './support/repositories.ts';
import { startTokenRegistry } from './support/token-registry.ts';
import type { TokenRegistry } from './support/token-registry.ts';

const { signal } = new AbortController();
const bytes = randomBytes(3_000_000);
const digest = digestOf(bytes);
const users = { me: 'right-password', other: 'another-password' };
const canary = 'wrong-canary-password';

function blob(): BlobSource {
  const open = async function* open(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 500_000) yield bytes.subarray(at, at + 500_000);
  };
  return { label: 'weights', sizeBytes: bytes.length, open };
}

function open(host: string, name: string, login?: ReturnType<typeof basicLogin>) {
  return registryRepository(host, name, {
    clock: hastyClock,
    ...(login === undefined ? {} : { credential: login }),
  });
}

async function messageOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'UNAUTHORIZED' });
  expect(String(error)).not.toContain(canary);
  return String(error);
}

describe('a registry with user and password', () => {
  let server: RegistryServer;
  beforeAll(async () => {
    server = await startRegistry({ signal, auth: { kind: 'basic', users } });
  });
  afterAll(() => server.stop());

  test('takes and gives with the right ones', async () => {
    const repository = open(server.host, 'basic/net', basicLogin('me', users.me));
    await repository.putBlob(blob(), signal);
    expect(await repository.blobSize(digest, signal)).toBe(bytes.length);
    const beside = open(server.host, 'basic/beside', basicLogin('me', users.me));
    const found = { digest, size: bytes.length };
    expect(await beside.adoptBlob(found, repository, signal)).toMatchObject({ how: 'mounted' });
  });

  test('a wrong password is said, with the user and how to log in', async () => {
    const repository = open(server.host, 'basic/net', basicLogin('me', canary));
    const message = await messageOf(repository.putBlob(blob(), signal));
    expect(message).toContain('user "me" is not known there or the password is wrong');
    expect(message).toContain(`docker login ${server.host}`);
  });

  test('without a login that is said too', async () => {
    const message = await messageOf(open(server.host, 'basic/net').listTags(signal));
    expect(message).toContain('anonymous is not known there');
    expect(message).toContain(`docker login ${server.host}`);
  });
});

describe('a registry with tokens', () => {
  let server: TokenRegistry;
  beforeAll(async () => {
    server = await startTokenRegistry({ signal, users, anonymousActions: ['pull'] });
  });
  afterAll(() => server.stop());

  test('a token is asked for once for each set of rights', async () => {
    const before = server.requests.length;
    const repository = open(server.host, 'token/net', basicLogin('me', users.me));
    await repository.putBlob(blob(), signal);
    await repository.putBlob({ ...blob(), digest }, signal);
    const asked = server.requests.slice(before);
    expect(asked.map((one) => one.user)).toEqual(asked.map(() => 'me'));
    expect(asked.map((one) => one.scopes.join(' '))).toEqual([
      'repository:token/net:pull,push',
      'repository:token/net:pull',
    ]);
  });

  test('a mount asks for both repositories in one token', async () => {
    const from = open(server.host, 'token/from', basicLogin('me', users.me));
    await from.putBlob(blob(), signal);
    const to = open(server.host, 'token/to', basicLogin('me', users.me));
    const placed = await to.adoptBlob({ digest, size: bytes.length }, from, signal);
    expect(placed).toMatchObject({ how: 'mounted' });
    expect(server.requests.map((one) => one.scopes.join(' '))).toContain(
      'repository:token/to:pull,push repository:token/from:pull',
    );
  });

  test('anonymous may read and is told that it may not write', async () => {
    const repository = open(server.host, 'token/net');
    expect(await repository.listTags(signal)).toEqual([]);
    const message = await messageOf(repository.putBlob(blob(), signal));
    expect(message).toContain('anonymous');
    expect(message).toContain(`docker login ${server.host}`);
  });

  test('a wrong password is said, with the user and how to log in', async () => {
    const repository = open(server.host, 'token/net', basicLogin('me', canary));
    const message = await messageOf(repository.putBlob(blob(), signal));
    expect(message).toContain('gave no token to user "me" (status 401)');
    expect(message).toContain(`docker login ${server.host}`);
  });

  test.each(['POST', 'PATCH', 'PUT'])('a token that ends before %s is renewed', async (method) => {
    const challenge = await fetch(`http://${server.host}/v2/`);
    const headers = { 'www-authenticate': challenge.headers.get('www-authenticate') ?? '' };
    const fault = { kind: 'answer', status: 401, headers } as const;
    const plan = faultsOnce({ method, path: /uploads/, fault });
    const proxy = await startFaultProxy(server.host, plan);
    onTestFinished(() => proxy.stop());
    const repository = open(
      proxy.host,
      `token/${method.toLowerCase()}`,
      basicLogin('me', users.me),
    );
    const before = server.requests.length;
    expect(await repository.putBlob(blob(), signal)).toMatchObject({ digest, how: 'uploaded' });
    expect(server.requests.length).toBeGreaterThan(before + 1);
    let readBytes = 0;
    for await (const piece of repository.readBlob(digest, signal)) readBytes += piece.length;
    expect(readBytes).toBe(bytes.length);
  });
});

test('a registry that is not there is an error that names it and what to check', async () => {
  const server = await startRegistry({ signal });
  await server.stop();
  await expect(open(server.host, 'net').listTags(signal)).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringMatching(
      new RegExp(
        `^the registry ${server.host} does not answer: Cannot reach ${server.host}: ` +
          'connection refused; check the address and that the service runs',
      ),
    ),
  });
});

test('a registry elsewhere is never spoken to in plain http', async () => {
  const repository = open('registry.invalid:5000', 'net');
  await expect(repository.listTags(signal)).rejects.toMatchObject({ code: 'UNREACHABLE' });
});
