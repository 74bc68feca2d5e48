import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDigestCache, noDigestCache } from '@package-model/core/model/digest-cache';
import { digestOf } from '@package-model/core/oci/digest';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../package/temporary-folder.ts';

const digest = digestOf('x');

test('remembers a digest between runs', async () => {
  const folder = join(await temporaryFolder(), 'cache');
  await createDigestCache(folder).set('key', digest);
  expect(await createDigestCache(folder).get('key')).toBe(digest);
  expect(await createDigestCache(folder).get('other')).toBeUndefined();
});

test('an odd entry counts as unknown', async () => {
  const folder = await temporaryFolder({ 'digests/key': 'sha256:half', 'digests/empty': '' });
  expect(await createDigestCache(folder).get('key')).toBeUndefined();
  expect(await createDigestCache(folder).get('empty')).toBeUndefined();
});

test('a cache that cannot be written is no reason to fail', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'cache'), 'a file in its place');
  const cache = createDigestCache(join(folder, 'cache'));
  await cache.set('key', digest);
  expect(await cache.get('key')).toBeUndefined();
});

test('in a pipeline nothing is remembered', async () => {
  await noDigestCache.set('key', digest);
  expect(await noDigestCache.get('key')).toBeUndefined();
});
