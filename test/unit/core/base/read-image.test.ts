import { readImage } from '@package-model/core/base/read-image';
import { scanLimits } from '@package-model/core/base/scan-layer';
import { digestOf } from '@package-model/core/oci/digest';
import { blobPath } from '@package-model/core/oci/layout/layout-files';
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { debian, emptyLayout, putImage, putIndex, tarOf } from './sample-base.ts';
import type { SampleImage } from './sample-base.ts';

const platform = { os: 'linux', architecture: 'amd64' };
const { signal } = new AbortController();

async function read(image: SampleImage, limits = scanLimits) {
  const repository = await emptyLayout();
  await putImage(repository, image, 'v1');
  return readImage(repository, 'v1', { platform, signal, limits });
}

test.each(['plain', 'gzip'] as const)(
  '%s layers are read, the upper on the lower',
  async (form) => {
    const seen: number[] = [];
    const repository = await emptyLayout();
    const upper = { 'usr/bin/.wh.python3': '', 'etc/os-release': 'ID=ubuntu\n' };
    const layers = [debian, upper];
    const { digest } = await putImage(repository, { layers, compression: form }, 'v1');
    const image = await readImage(repository, 'v1', {
      platform,
      signal,
      onBytes: (done, total) => void seen.push(total - done),
    });
    expect(image).toMatchObject({ digest, layers: 2 });
    expect(image.tree.text('etc/os-release')).toBe('ID=ubuntu\n');
    expect(image.tree.at('bin/python3')).toBeUndefined();
    expect(image.tree.at('bin/python3.11')).toBeDefined();
    expect(seen.at(-1)).toBe(0);
  },
);

test('of an index the image for the platform is taken, the digest is that of the index', async () => {
  const repository = await emptyLayout();
  const own = await putImage(repository, { layers: [debian] });
  const other = await putImage(repository, { layers: [{}], architecture: 'arm64' });
  const index = await putIndex(
    repository,
    [
      { ...other, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
      { ...other, platform: { os: 'unknown', architecture: 'unknown' } },
      { ...own, platform },
    ],
    'v1',
  );
  const image = await readImage(repository, 'v1', { platform, signal });
  expect(image.digest).toBe(index.digest);
  expect(image.config.architecture).toBe('amd64');
  expect((await readImage(repository, index.digest, { platform, signal })).layers).toBe(1);
});

test('an index without the platform says which ones it has', async () => {
  const repository = await emptyLayout();
  const other = await putImage(repository, { layers: [{}], architecture: 'arm64' });
  const arm = { os: 'linux', architecture: 'arm64' };
  await putIndex(repository, [{ ...other, platform: arm }], 'v1');
  await expect(readImage(repository, 'v1', { platform, signal })).rejects.toMatchObject({
    code: 'UNSUPPORTED_BASE',
    message: expect.stringContaining('no image for linux/amd64, but only linux/arm64'),
  });
});

test('an index that leads to itself ends', async () => {
  const repository = await emptyLayout();
  const inner = await putIndex(repository, [], 'v0');
  let descriptor = inner;
  for (let depth = 0; depth < 6; depth += 1) {
    descriptor = await putIndex(repository, [{ ...descriptor, platform }], `v${depth}`);
  }
  await expect(readImage(repository, 'v5', { platform, signal })).rejects.toMatchObject({
    code: 'UNSUPPORTED_BASE',
  });
});

test('a tag that is not there names those that are', async () => {
  const repository = await emptyLayout();
  await putImage(repository, { layers: [{}] }, 'v1');
  await expect(readImage(repository, 'v2', { platform, signal })).rejects.toMatchObject({
    code: 'MANIFEST_UNKNOWN',
    message: 'there is no image dir:base:v2; it has v1',
  });
});

test('a layer that is not what the config says is refused', async () => {
  const image = { layers: [debian], diffIds: [digestOf('something else')] };
  await expect(read(image)).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
  await expect(read({ ...image, diffIds: [] })).rejects.toMatchObject({
    message: expect.stringContaining('has 1 layers, but its config names 0'),
  });
});

test('a layer that is not what its digest says is refused', async () => {
  const repository = await emptyLayout();
  await putImage(repository, { layers: [debian], compression: 'plain' }, 'v1');
  const path = blobPath(repository.folder, digestOf(tarOf(debian)));
  await writeFile(path, tarOf({ ...debian, 'etc/passwd': 'evil:x:0:0::/:/bin/sh\n'.repeat(4) }));
  await expect(readImage(repository, 'v1', { platform, signal })).rejects.toMatchObject({
    code: 'DIGEST_MISMATCH',
  });
});

test('zstd is refused with what to do', async () => {
  await expect(read({ layers: [debian], compression: 'zstd' })).rejects.toMatchObject({
    code: 'UNSUPPORTED_BASE',
    message: expect.stringContaining('zstd'),
  });
});

test('a bomb is not unpacked to its end', async () => {
  const layers = [{ zeros: '\0'.repeat(80 * 1024 * 1024) }];
  await expect(read({ layers })).rejects.toMatchObject({
    code: 'BAD_ARCHIVE',
    message: expect.stringContaining('more than 250 times its size'),
  });
});

test.each([
  [{ entries: 3 }, 'more than 3 entries'],
  [{ changes: 3 }, 'more than 3 changes'],
  [{ keptBytes: 10 }, 'more than 10 keptBytes'],
  [{ plainBytes: 1000 }, 'more than 1000 plainBytes'],
])('past %o the image is refused', async (limit, message) => {
  await expect(read({ layers: [debian] }, { ...scanLimits, ...limit })).rejects.toMatchObject({
    code: 'BAD_ARCHIVE',
    message: expect.stringContaining(message),
  });
});

test('a file over the limit is known to be there, but its content is not kept', async () => {
  const image = await read({ layers: [debian] }, { ...scanLimits, fileBytes: 100 });
  expect(image.tree.at('var/lib/dpkg/status')).toBeDefined();
  expect(image.tree.text('var/lib/dpkg/status')).toBeUndefined();
});

test.each(['../etc/passwd', 'a/../../b', `${'a/'.repeat(3000)}b`])(
  'a path that no image may have is refused (%.20s)',
  async (path) => {
    await expect(read({ layers: [{ [path]: 'x' }] })).rejects.toMatchObject({
      code: 'BAD_ARCHIVE',
    });
  },
);
