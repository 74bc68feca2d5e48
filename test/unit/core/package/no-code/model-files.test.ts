import { findModel } from '@package-model/core/model/find-model';
import { expect, test } from 'vitest';
import { registeredNet } from './bench.ts';

const { signal } = new AbortController();

test('a registered version gives the same paths and texts as the files on disk', async () => {
  const { onDisk, registered } = await registeredNet({
    'net/MLmodel': 'flavors: {}\n',
    'net/conda.yaml': 'name: é\n',
    'net/model.pkl': new Uint8Array([0x80, 0x04, 0xff]),
  });
  expect(registered.paths).toEqual(['net/MLmodel', 'net/conda.yaml', 'net/model.pkl']);
  expect(onDisk.paths).toEqual(registered.paths);
  const wanted = ['net/MLmodel', 'net/conda.yaml', 'net/absent'];
  const texts = new Map([
    ['net/MLmodel', 'flavors: {}\n'],
    ['net/conda.yaml', 'name: é\n'],
  ]);
  expect(await registered.read(wanted)).toEqual(texts);
  expect(await onDisk.read(wanted)).toEqual(texts);
});

test('a file that is no text is refused by its name', async () => {
  const { registered, onDisk } = await registeredNet({ 'net/MLmodel': new Uint8Array([0xff]) });
  await expect(registered.read(['net/MLmodel'])).rejects.toThrow('net:1/net/MLmodel: this file is');
  await expect(onDisk.read(['net/MLmodel'])).rejects.toThrow(
    /net\/MLmodel: this file is not UTF-8/,
  );
});

test('a description over 1 MiB is refused before it is read', async () => {
  const { registered } = await registeredNet({ 'net/MLmodel': 'x'.repeat(1024 * 1024 + 1) });
  await expect(registered.read(['net/MLmodel'])).rejects.toThrow('has 1048577 bytes, too many');
});

test('the framework stays with the version, and a version without one is as before', async () => {
  const framework = { name: 'scikit-learn', version: '1.7.2' } as const;
  const { version, repository } = await registeredNet({ 'net/m.pkl': 'x' }, framework);
  expect(version.framework).toEqual(framework);
  expect((await findModel(repository, 'net', '1', signal)).framework).toEqual(framework);
  const plain = await registeredNet({ 'net/m.pkl': 'x' });
  expect(plain.version.framework).toBeUndefined();
});
