import { expect, test } from 'vitest';
import { githubAttestations } from '../../../../packages/host/src/github/attestations.ts';

const identity = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.com/token',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer',
};

test.each(['', 'https://github.com', 'https://acme.ghe.com'])(
  'a job on "%s" that has an identity can sign',
  (server) => {
    const found = githubAttestations({ ...identity, GITHUB_SERVER_URL: server });
    expect(found).toEqual({ value: expect.any(Function) });
  },
);

test.each([
  'https://github.example.com',
  'https://ghe.com',
  'https://acme.ghe.com.example.com',
  'http://github.com',
])('a server such as %s has no attestations', (server) => {
  expect(githubAttestations({ ...identity, GITHUB_SERVER_URL: server })).toEqual({
    fault: expect.stringContaining('GitHub Enterprise Server has no attestations'),
  });
});

test.each(['HTTPS_PROXY', 'https_proxy'])('%s is a whole address, or refused', (name) => {
  const told = { fault: expect.stringContaining('write HTTPS_PROXY as http://HOST:PORT') };
  expect(githubAttestations({ ...identity, [name]: 'proxy:3128' })).toEqual(told);
  const whole = { ...identity, [name]: 'http://proxy:3128' };
  expect(githubAttestations(whole)).toEqual({ value: expect.any(Function) });
});

test.each(['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'])(
  'without %s the job is told which permissions it needs',
  (name) => {
    expect(githubAttestations({ ...identity, [name]: '' })).toEqual({
      fault: expect.stringContaining('id-token: write and attestations: write'),
    });
  },
);
