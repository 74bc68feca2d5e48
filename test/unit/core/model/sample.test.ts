import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { silentLog } from '@package-model/core/log';
import { noDigestCache } from '@package-model/core/model/digest-cache';
import { LARGE_FILE_BYTES } from '@package-model/core/model/layers';
import { listModelFiles } from '@package-model/core/model/list-files';
import { registerModel } from '@package-model/core/model/register';
import { sampleOf } from '@package-model/core/model/sample';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import type { BlobSource, Placed } from '@package-model/core/oci/repository';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../package/temporary-folder.ts';

const { signal } = new AbortController();

async function sampled(bytes: Uint8Array, path = 'w.bin'): Promise<string | undefined> {
  const source = join(await temporaryFolder(), 'file');
  await writeFile(source, bytes);
  return sampleOf([{ path, source, sizeBytes: bytes.length }]);
}

test('the same bytes under the same path have the same sample, wherever the file is', async () => {
  const bytes = Buffer.alloc(100_000, 'weights');
  expect(await sampled(bytes)).toMatch(/^[0-9a-f]{16}$/);
  expect(await sampled(bytes)).toBe(await sampled(bytes));
  expect(await sampled(bytes)).not.toBe(await sampled(bytes, 'other.bin'));
});

test.each([0, 50_000, 99_999])('a change at byte %i of 100,000 shows in the sample', async (at) => {
  const bytes = Buffer.alloc(100_000, 'weights');
  const changed = Buffer.from(bytes);
  changed.writeUInt8(0, at);
  expect(await sampled(changed)).not.toBe(await sampled(bytes));
});

test.each([0, 1, 4096, 4097])('a file of %i bytes has a sample', async (sizeBytes) => {
  expect(await sampled(Buffer.alloc(sizeBytes))).toMatch(/^[0-9a-f]{16}$/);
});

test('a file that cannot be read has none', async () => {
  const source = join(await temporaryFolder(), 'missing');
  expect(await sampleOf([{ path: 'w.bin', source, sizeBytes: 1 }])).toBeUndefined();
});

test('a retrained file of the same size is not hashed before it is stored', async () => {
  const folder = await temporaryFolder();
  const asked: (boolean | undefined)[] = [];
  class Recording extends LayoutRepository {
    override async putBlob(source: BlobSource, abort: AbortSignal): Promise<Placed> {
      if (source.sizeBytes > LARGE_FILE_BYTES) asked.push(source.likelyPresent);
      return super.putBlob(source, abort);
    }
  }
  const place = { name: 'dir:m', folder: join(folder, 'm') };
  const repository = new Recording(place, systemClock);
  const deps = { log: silentLog, clock: systemClock, digests: noDigestCache, signal };
  for (const letter of ['a', 'a', 'b']) {
    await writeFile(join(folder, 'w.bin'), Buffer.alloc(LARGE_FILE_BYTES, letter));
    const entries = await listModelFiles('w.bin', folder);
    await registerModel({ name: 'net', entries }, repository, deps);
  }
  expect(asked).toEqual([undefined, true, undefined]);
});
