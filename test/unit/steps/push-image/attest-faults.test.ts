import { Secret } from '@package-model/core/secret';
import type { JobIdentity } from '@package-model/host/job-identity';
import { attestFaults } from '@package-model/steps/push-image/attest-faults';
import { expect, test } from 'vitest';

const github: JobIdentity = {
  kind: 'github',
  actor: 'octo',
  packagesHost: 'ghcr.io',
  request: undefined,
  attestations: { value: () => Promise.resolve({ fault: 'not called' }) },
};
const registry = { kind: 'registry', host: 'ghcr.io', repository: 'org/m' } as const;
const layout = { kind: 'layout', path: 'images' } as const;
const values = {
  attest: true,
  'github-token': new Secret('token'),
  image: { location: registry },
};
const spell = (name: string): string => name;

test('a job that can sign an image of a registry is let through', () => {
  expect(attestFaults(values, spell, { identity: github })).toEqual([]);
});

test.each([
  ['nothing is to be signed', { ...values, attest: false }, {}],
  ['the chain pushes nothing', { ...values, push: false }, {}],
  ['a pull request is from a fork', values, { isForkPullRequest: true }],
])('nothing is demanded where %s', (_, given, job) => {
  const image = { location: layout };
  expect(attestFaults({ ...given, image, 'github-token': undefined }, spell, job)).toEqual([]);
});

test.each([
  ['an image in a folder', { ...values, image: { location: layout } }, github, /is a folder/],
  [
    'models in a folder, where the image has no name of its own',
    { ...values, image: undefined, 'model-registry': layout },
    github,
    /is a folder/,
  ],
  ['no token', { ...values, 'github-token': undefined }, github, /needs github-token/],
  ['a job elsewhere', values, undefined, /GitHub Actions alone/],
  [
    'a job that cannot',
    values,
    { ...github, attestations: { fault: 'give it the permission' } },
    /give it the permission/,
  ],
] as const)('%s is a fault of attest', (_, given, identity, message) => {
  const job = identity === undefined ? {} : { identity };
  expect(attestFaults(given, spell, job)).toEqual([
    { message: expect.stringMatching(message), place: { key: 'attest' } },
  ]);
});

test('all that is wrong is told at once', () => {
  const given = { ...values, image: { location: layout } };
  expect(attestFaults(given, spell, {})).toHaveLength(2);
});
