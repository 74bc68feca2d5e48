import {
  formatLocation,
  isTag,
  modelLocation,
  parseImageReference,
  parseModelRegistry,
  slugOf,
} from '@package-model/core/oci/reference';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

test.each<[string, object]>([
  [
    'ghcr.io/org/net:v1',
    { location: { kind: 'registry', host: 'ghcr.io', repository: 'org/net' }, tag: 'v1' },
  ],
  [
    '127.0.0.1:5000/net',
    { location: { kind: 'registry', host: '127.0.0.1:5000', repository: 'net' } },
  ],
  [
    'localhost/net:a.b-c_d',
    { location: { kind: 'registry', host: 'localhost', repository: 'net' }, tag: 'a.b-c_d' },
  ],
  [
    `[::1]:5000/net:v1@${digest}`,
    { location: { kind: 'registry', host: '[::1]:5000', repository: 'net' }, tag: 'v1', digest },
  ],
  ['dir:out/images', { location: { kind: 'layout', path: 'out/images' } }],
  ['dir:out/images:v1', { location: { kind: 'layout', path: 'out/images' }, tag: 'v1' }],
  ['dir:images:v1', { location: { kind: 'layout', path: 'images' }, tag: 'v1' }],
  ['dir:/a:b/images', { location: { kind: 'layout', path: '/a:b/images' } }],
  ['dir:/a:b/images:v1', { location: { kind: 'layout', path: '/a:b/images' }, tag: 'v1' }],
  ['dir:C:\\models\\x:v1', { location: { kind: 'layout', path: 'C:\\models\\x' }, tag: 'v1' }],
  ['dir:/job@2/images:v1', { location: { kind: 'layout', path: '/job@2/images' }, tag: 'v1' }],
  [`dir:x@${digest}`, { location: { kind: 'layout', path: 'x' }, digest }],
])('reads %s', (text, value) => {
  expect(parseImageReference(text)).toEqual({ value });
});

test.each([
  ['net:v1', 'names no registry host; write HOST/REPOSITORY[:TAG]'],
  ['org/net:v1', 'names no registry host'],
  ['localhost:5000', 'names no registry host'],
  ['ghcr.io/Org/Net:v1', 'registries take lower case only: write "org/net" for "Org/Net"'],
  ['ghcr.io/org//net', 'is not a repository name'],
  ['ghcr.io/org/net:', '"" is not a tag'],
  ['ghcr.io/org/net:-x', '"-x" is not a tag'],
  [`ghcr.io/org/net:${'x'.repeat(129)}`, 'is not a tag'],
  ['ghcr.io/org/net@sha256:12', '"sha256:12" is not a digest; write sha256: and 64 hex digits'],
  [`ghcr.io/${'n'.repeat(250)}`, 'is longer than 255 characters'],
  ['dir:', '"dir:" names no folder'],
  ['', 'names no registry host'],
])('says what is wrong with "%s"', (text, fault) => {
  expect(parseImageReference(text)).toEqual({ fault: expect.stringContaining(fault) });
});

test('a location prints as it is written', () => {
  for (const text of ['dir:out/images', 'ghcr.io/org/net']) {
    const parsed = parseImageReference(text);
    expect('value' in parsed && formatLocation(parsed.value.location)).toBe(text);
  }
});

test.each<[string, object]>([
  ['dir:.models', { kind: 'layout', path: '.models' }],
  ['oci://ghcr.io/org/models', { kind: 'registry', host: 'ghcr.io', prefix: 'org/models' }],
  ['oci://ghcr.io/org/', { kind: 'registry', host: 'ghcr.io', prefix: 'org' }],
  ['oci://localhost:5000', { kind: 'registry', host: 'localhost:5000', prefix: '' }],
])('reads the model registry %s', (text, value) => {
  expect(parseModelRegistry(text)).toEqual({ value });
});

test.each([
  ['ghcr.io/org', 'write dir:PATH or oci://HOST/PREFIX'],
  ['oci://gh cr.io/org', '"gh cr.io" in "oci://gh cr.io/org" is not a registry host'],
  ['oci://ghcr.io/Org', 'write "org" for "Org"'],
  ['dir:', 'names no folder'],
])('says what is wrong with the model registry %s', (text, fault) => {
  expect(parseModelRegistry(text)).toEqual({ fault: expect.stringContaining(fault) });
});

test('a password in a model registry is not repeated', () => {
  const parsed = parseModelRegistry('oci://user:canary@ghcr.io/org');
  expect(parsed).toEqual({ fault: expect.stringContaining('docker login') });
  expect(JSON.stringify(parsed)).not.toContain('canary');
});

test('each model has a repository of its own below the registry', () => {
  const layout = { kind: 'layout', path: '.models' } as const;
  expect(modelLocation(layout, 'net')).toEqual({ kind: 'layout', path: '.models/net' });
  const registry = { kind: 'registry', host: 'h.io', prefix: 'p' } as const;
  expect(modelLocation(registry, 'net')).toMatchObject({ host: 'h.io', repository: 'p/net' });
  expect(modelLocation({ ...registry, prefix: '' }, 'net')).toMatchObject({ repository: 'net' });
});

test.each([
  ['diabetes', 'diabetes'],
  ['net-1.2_b', 'net-1.2_b'],
  ['Diabetes', 'diabetes-c3311c4c'],
  ['a__b', 'a-b-63e5c1c4'],
  ['...', 'model-ab5df625'],
])('the slug of %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

const modelName = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9._-]{1,255}$/),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
);

test('every slug is a valid part of a repository name', () => {
  fc.assert(
    fc.property(modelName, (name) => {
      const slug = slugOf(name);
      expect(slug).toMatch(component);
      expect(slug.length).toBeLessThanOrEqual(129);
    }),
    { numRuns: 2000 },
  );
});

test('names that differ have slugs that differ', () => {
  const alike = fc.stringMatching(/^[Nn][eE]t[._-]{0,2}[a-c]{0,2}[._-]?$/);
  fc.assert(
    fc.property(fc.uniqueArray(fc.oneof(alike, modelName), { maxLength: 200 }), (names) => {
      expect(new Set(names.map(slugOf)).size).toBe(names.length);
    }),
    { numRuns: 200 },
  );
});

test('tags are what every registry takes', () => {
  expect(['v1', '_x', 'A.b-c', 'x'.repeat(128)].every(isTag)).toBe(true);
  expect(['', '.x', '-x', 'a b', 'x'.repeat(129), 'é', 'a\n'].some(isTag)).toBe(false);
});
