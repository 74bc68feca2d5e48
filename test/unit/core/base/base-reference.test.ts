import { parseBaseReference } from '@package-model/core/base/base-reference';
import { fullName } from '@package-model/core/oci/full-name';
import { expect, test } from 'vitest';

test.each([
  ['python:3.12-slim', 'docker.io/library/python:3.12-slim'],
  ['org/python', 'docker.io/org/python'],
  ['docker.io/python:3.12', 'docker.io/library/python:3.12'],
  ['index.docker.io/python', 'index.docker.io/library/python'],
  ['docker.io/org/python', 'docker.io/org/python'],
  ['localhost/python', 'localhost/python'],
  ['ghcr.io/org/python:1', 'ghcr.io/org/python:1'],
  ['127.0.0.1:5000/python', '127.0.0.1:5000/python'],
  ['dir:base:1', 'dir:base:1'],
])('%s means %s', (text, name) => {
  expect(fullName(text)).toBe(name);
  expect(parseBaseReference(text)).toHaveProperty('value');
});

test('a name that is none says why', () => {
  expect(parseBaseReference('Python:3')).toHaveProperty(
    'fault',
    'registries take lower case only: write "library/python" for "library/Python"',
  );
});
