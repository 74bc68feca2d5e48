import { mergeLogs, parseLoaded, parsePushed } from '@package-model/core/engine/docker-text';
import { expect, test } from 'vitest';

test('the last image that was loaded counts, by name or by id', () => {
  expect(parseLoaded('Loaded image: a/b:1\nLoaded image: a/b:2\n')).toBe('a/b:2');
  expect(parseLoaded('Loaded image ID: sha256:ab\n')).toBe('sha256:ab');
  expect(parseLoaded('The image a:1 already exists\n')).toBeUndefined();
});

test('a push ends with the digest of the manifest', () => {
  const digest = `sha256:${'ab'.repeat(32)}`;
  expect(parsePushed(`5f70: Pushed\n1: digest: ${digest} size: 528\n`)).toBe(digest);
  expect(parsePushed('5f70: Pushed\n')).toBeUndefined();
});

test('the two streams of a log come in the order of time, without the times', () => {
  const stdout = '2026-01-01T00:00:00.000000001Z one\n2026-01-01T00:00:00.000000003Z three\nhalf\n';
  const stderr = '2026-01-01T00:00:00.000000002Z two\n2026-01-01T00:00:00.000000004Z \n';
  expect(mergeLogs(stdout, stderr)).toBe('one\ntwo\nthree\nhalf\n\n');
});
