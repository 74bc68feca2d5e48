import { readModelRegistry } from '@package-model/host/azure-pipelines/model-registry';
import { expect, test } from 'vitest';

const ID = '5d1c0c6a-2f0e-4a38-a3b1-3d3a86f1c001';

function environmentOf(changes: Readonly<Record<string, string>> = {}) {
  return {
    [`ENDPOINT_URL_${ID}`]: 'https://registry.example.com/',
    [`ENDPOINT_AUTH_SCHEME_${ID}`]: 'UsernamePassword',
    [`ENDPOINT_AUTH_PARAMETER_${ID}_USERNAME`]: 'reader',
    [`ENDPOINT_AUTH_PARAMETER_${ID}_PASSWORD`]: 'secret',
    [`ENDPOINT_DATA_${ID}_PREFIX`]: '/team/models/',
    ...changes,
  };
}

test('a connection with a password is a host, a prefix and a login', () => {
  expect(readModelRegistry(environmentOf(), ID)).toEqual({
    value: {
      host: 'registry.example.com',
      prefix: 'team/models',
      login: { kind: 'password', username: 'reader', password: 'secret' },
    },
  });
});

test('a token is a login, and none is none', () => {
  const token = environmentOf({
    [`ENDPOINT_AUTH_SCHEME_${ID}`]: 'Token',
    [`ENDPOINT_AUTH_PARAMETER_${ID}_APITOKEN`]: 'abc',
  });
  expect(readModelRegistry(token, ID)).toMatchObject({
    value: { login: { kind: 'token', token: 'abc' } },
  });
  const none = environmentOf({ [`ENDPOINT_AUTH_SCHEME_${ID}`]: 'None' });
  expect(readModelRegistry(none, ID)).toMatchObject({ value: { login: { kind: 'none' } } });
});

test.each([
  ['no such connection', {}, 'another-id', 'has no service connection'],
  ['a URL with a path', { [`ENDPOINT_URL_${ID}`]: 'https://host/v2/' }, ID, 'https://HOST alone'],
  ['no URL', { [`ENDPOINT_URL_${ID}`]: 'registry' }, ID, 'https://HOST alone'],
  ['no password', { [`ENDPOINT_AUTH_PARAMETER_${ID}_PASSWORD`]: '' }, ID, 'lacks a user name'],
  ['no token', { [`ENDPOINT_AUTH_SCHEME_${ID}`]: 'Token' }, ID, 'lacks its token'],
  ['another scheme', { [`ENDPOINT_AUTH_SCHEME_${ID}`]: 'Certificate' }, ID, 'scheme Certificate'],
])('%s is a fault that says what to do', (_, changes, id, fault) => {
  const found = readModelRegistry(environmentOf(changes), id);
  expect(found).toEqual({ fault: expect.stringContaining(fault) });
  expect(JSON.stringify(found)).not.toContain('secret');
});
