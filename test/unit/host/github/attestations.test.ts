import { expect, test } from 'vitest';
import { githubAttestations } from '../../../../packages/host/src/github/attestations.ts';
import { githubIdentity } from '../../../../packages/host/src/github/identity.ts';

const idToken = { url: 'https://example.com/token', bearer: 'bearer' };

test.each(['', 'https://github.com', 'https://acme.ghe.com'])(
  'a job on "%s" that has an identity can sign',
  (server) => {
    const found = githubAttestations({ GITHUB_SERVER_URL: server }, idToken);
    expect(found).toEqual({ value: expect.any(Function) });
  },
);

test.each([
  'https://github.example.com',
  'https://ghe.com',
  'https://acme.ghe.com.example.com',
  'http://github.com',
])('a server such as %s has no attestations', (server) => {
  expect(githubAttestations({ GITHUB_SERVER_URL: server }, idToken)).toEqual({
    fault: expect.stringContaining('GitHub Enterprise Server has no attestations'),
  });
});

test.each(['HTTPS_PROXY', 'https_proxy'])('%s is a whole address, or refused', (name) => {
  const told = { fault: expect.stringContaining('write HTTPS_PROXY as http://HOST:PORT') };
  expect(githubAttestations({ [name]: 'proxy:3128' }, idToken)).toEqual(told);
  expect(githubAttestations({ [name]: 'http://proxy:3128' }, idToken)).toEqual({
    value: expect.any(Function),
  });
});

test.each(['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'])(
  'without %s the job is told which permissions it needs',
  (name) => {
    const { url, bearer } = idToken;
    const environment = {
      ACTIONS_ID_TOKEN_REQUEST_URL: url,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
      [name]: '',
    };
    expect(githubIdentity(environment)).toMatchObject({
      request: undefined,
      attestations: { fault: expect.stringContaining('id-token: write and attestations: write') },
    });
  },
);
