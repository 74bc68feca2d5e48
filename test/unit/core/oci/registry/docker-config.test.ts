import { chmod, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createRun } from '@package-model/core/process/spawn';
import { findCredential } from '@package-model/core/oci/registry/docker-config';
import type { Credential } from '@package-model/core/oci/registry/docker-config';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../package/temporary-folder.ts';

const { signal } = new AbortController();
const host = 'registry.example.com';
const canary = 'canary-secret-4711';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function find(config: unknown, wanted = host): Promise<Credential> {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  return findIn(await temporaryFolder({ 'config.json': text }), wanted);
}

async function findIn(folder: string, wanted = host, path = ''): Promise<Credential> {
  const run = createRun({ PATH: `${path}${delimiter}/usr/bin${delimiter}/bin` });
  return findCredential(folder, wanted, { run, signal });
}

/** A folder with a credential helper that is a real script, and writes down what it was asked. */
async function helper(script: string): Promise<string> {
  const folder = await temporaryFolder({
    'docker-credential-test': `#!/bin/sh\ncat > "$(dirname "$0")/asked"\n${script}\n`,
  });
  await chmod(join(folder, 'docker-credential-test'), 0o755);
  return folder;
}

function revealed(credential: Credential): unknown {
  switch (credential.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'basic':
      return [credential.username, credential.password.reveal()];
    case 'identity-token':
    case 'registry-token':
      return { [credential.kind]: credential.token.reveal() };
  }
}

test('without a file, or without the host in it, the login is anonymous', async () => {
  expect(await findIn(await temporaryFolder())).toEqual({ kind: 'anonymous' });
  expect(await find({})).toEqual({ kind: 'anonymous' });
  expect(await find({ auths: { [host]: {} } })).toEqual({ kind: 'anonymous' });
  expect(await find({ auths: { [`x.${host}`]: { auth: base64('a:b') } } })).toEqual({
    kind: 'anonymous',
  });
});

test.each<[string, unknown, unknown]>([
  ['auth', { auth: base64('me:pass:word') }, ['me', 'pass:word']],
  ['auth with zeros at its end', { auth: base64('me:word\0\0') }, ['me', 'word']],
  ['username and password', { username: 'me', password: 'word' }, ['me', 'word']],
  ['an identity token', { auth: base64('x:y'), identitytoken: 't' }, { 'identity-token': 't' }],
  ['a registry token', { registrytoken: 't' }, { 'registry-token': 't' }],
])('reads %s', async (_, entry, expected) => {
  expect(revealed(await find({ auths: { [host]: entry } }))).toEqual(expected);
});

test.each([`https://${host}`, `https://${host}/v1/`, `http://${host}/`])(
  'finds the host under %s',
  async (key) => {
    const found = await find({ auths: { [key]: { auth: base64('a:b') } } });
    expect(revealed(found)).toEqual(['a', 'b']);
  },
);

test.each(['docker.io', 'index.docker.io', 'registry-1.docker.io'])(
  "finds Docker Hub's entry for %s",
  async (name) => {
    const auths = { 'https://index.docker.io/v1/': { auth: base64('a:b') } };
    expect(revealed(await find({ auths }, name))).toEqual(['a', 'b']);
  },
);

test('the helper of the host comes first and is asked for that host', async () => {
  const programs = await helper(`echo '{"Username":"me","Secret":"${canary}"}'`);
  const folder = await temporaryFolder({
    'config.json': JSON.stringify({
      auths: { [host]: { auth: base64('a:b') } },
      credHelpers: { [host]: 'test' },
    }),
  });
  expect(revealed(await findIn(folder, host, programs))).toEqual(['me', canary]);
  expect(await readFile(join(programs, 'asked'), 'utf8')).toBe(host);
});

test('a helper may hand out an identity token', async () => {
  const programs = await helper(`echo '{"Username":"<token>","Secret":"t"}'`);
  const folder = await temporaryFolder({ 'config.json': '{"credsStore":"test"}' });
  expect(revealed(await findIn(folder, host, programs))).toEqual({ 'identity-token': 't' });
});

test('a store that has nothing leaves the word to the file', async () => {
  const programs = await helper(`echo 'credentials not found in native keychain'; exit 1`);
  const config = { credsStore: 'test', auths: { [host]: { auth: base64('a:b') } } };
  const folder = await temporaryFolder({ 'config.json': JSON.stringify(config) });
  expect(revealed(await findIn(folder, host, programs))).toEqual(['a', 'b']);
});

test.each([
  ['fails', `echo '${canary}' >&2; exit 3`, 'has no credential'],
  ['answers nonsense', `echo '${canary}'`, 'in a form that is not known'],
  ['answers half', `echo '{"Secret":"${canary}"}'`, 'in a form that is not known'],
])('a helper that %s is an error that does not repeat what it said', async (_, script, text) => {
  const programs = await helper(script);
  const folder = await temporaryFolder({ 'config.json': '{"credsStore":"test"}' });
  const error = await findIn(folder, host, programs).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'BAD_FILE' });
  expect(String(error)).toContain('docker-credential-test');
  expect(String(error)).toContain(text);
  expect(everythingOf(error)).not.toContain(canary);
});

test('a helper that is not there is named', async () => {
  await expect(find({ credHelpers: { [host]: 'lost' } })).rejects.toMatchObject({
    code: 'PROGRAM_MISSING',
    message: expect.stringContaining('docker-credential-lost'),
  });
});

test('a helper whose name is no program name is never started', async () => {
  await expect(find({ credsStore: '../evil' })).rejects.toMatchObject({
    code: 'BAD_FILE',
    message: expect.stringContaining('it is no program name'),
  });
});

test.each([
  ['is cut', `{"auths":{"${host}":{"auth":"${canary}`],
  ['has another shape', `{"auths":["${canary}"]}`],
])('a file that %s is an error that names it, without its content', async (_, text) => {
  const folder = await temporaryFolder({ 'config.json': text });
  const error = await findIn(folder).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'BAD_FILE' });
  expect(String(error)).toContain(join(folder, 'config.json'));
  expect(everythingOf(error)).not.toContain(canary);
});

test('an entry that decodes to no login says how to log in again', async () => {
  const error = await find({ auths: { [host]: { auth: base64(canary) } } }).catch(
    (reason: unknown) => reason,
  );
  expect(String(error)).toContain(`docker login ${host}`);
  expect(everythingOf(error)).not.toContain(canary);
});

/** The error with its causes and stacks, as a crash would print it. */
function everythingOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message}\n${error.stack ?? ''}\n${everythingOf(error.cause)}`;
}
