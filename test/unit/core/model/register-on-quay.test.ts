import { silentLog } from '@package-model/core/log';
import { noDigestCache } from '@package-model/core/model/digest-cache';
import { listModelFiles } from '@package-model/core/model/list-files';
import { registerModel } from '@package-model/core/model/register';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import { expect, onTestFinished, test } from 'vitest';
import {
  basicLogin,
  hastyClock,
  registryRepository,
} from '../../../integration/support/repositories.ts';
import { startStandIn } from '../../../integration/support/stand-in-registry.ts';
import { collect } from '../collect.ts';
import { temporaryFolder } from '../package/temporary-folder.ts';

const { signal } = new AbortController();

async function open() {
  const registry = await startStandIn({ tokens: true });
  onTestFinished(() => registry.stop());
  const credential = basicLogin('me', 'word');
  const repository = registryRepository(registry.host, 'x', { credential, clock: hastyClock });
  return { registry, repository };
}

test('a repository that only a writer may make is registered into, with one token', async () => {
  const { registry, repository } = await open();
  const folder = await temporaryFolder({ 'net/w.bin': 'weights' });
  const entries = await listModelFiles('net', folder);
  const deps = { log: silentLog, clock: hastyClock, digests: noDigestCache, signal };
  const model = await registerModel({ name: 'net', entries }, repository, deps);
  expect(model.version).toBe('1');
  const tokens = registry.seen.filter((one) => one.path.startsWith('/token'));
  expect(tokens.map((one) => new URL(one.path, 'http://x').searchParams.get('scope'))).toEqual([
    'repository:x:pull,push',
  ]);
});

test('a reader is refused what is not there', async () => {
  const { repository } = await open();
  await expect(repository.listTags(signal)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  expect(await repository.forWriting().listTags(signal)).toEqual([]);
});

test('a writer reads blobs with the right that it writes with', async () => {
  const { registry, repository } = await open();
  const writing = repository.forWriting();
  const bytes = Buffer.from('weights');
  const { digest } = await writing.putBlob(bytesSource('weights', bytes), signal);
  expect(await collect(writing.readBlob(digest, signal))).toEqual(bytes);
  const tokens = registry.seen.filter((one) => one.path.startsWith('/token'));
  expect(tokens).toHaveLength(1);
});
