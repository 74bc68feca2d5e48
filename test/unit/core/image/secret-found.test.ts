import { readArchive } from '@package-model/core/image/read-archive';
import { messageOf } from '@package-model/core/errors';
import { expect, test } from 'vitest';
import { collect, inPieces } from '../collect.ts';
import { archiveOf, layerOf, newForm, oldForm } from './archives.ts';

const canary = 'user:a-password-of-the-index';
const clean = await layerOf({ 'etc/os-release': 'x' });
const betrayed = await layerOf({ 'opt/venv/direct_url.json': `{"url":"https://${canary}@host"}` });

/** Reads an archive in pieces of 100 bytes; gives its failure and how many layers were stored. */
async function read(bytes: Buffer) {
  let stored = 0;
  const store = async (layer: { readonly bytes: AsyncIterable<Uint8Array> }): Promise<void> => {
    await collect(layer.bytes);
    stored += 1;
  };
  const error: unknown = await readArchive(inPieces(bytes, [100]), store, [canary]).catch(
    (reason: unknown) => reason,
  );
  return { error, stored };
}

test.each([
  ['a folder for each layer', oldForm([clean, betrayed])],
  ['blobs by digest', newForm([clean, betrayed])],
  ['compressed blobs', newForm([clean, betrayed], 'gzip')],
])('a layer with a canary is not stored, nor is the canary told: %s', async (_, members) => {
  const { error, stored } = await read(archiveOf(members));
  expect(error).toMatchObject({ code: 'SECRET_FOUND' });
  expect(messageOf(error)).toContain('its layer sha256:');
  expect(messageOf(error)).not.toContain(canary);
  expect(stored).toBe(1);
});

test('a canary in the history is found as well', async () => {
  const members = newForm([clean]).map((member) =>
    'bytes' in member && Buffer.from(member.bytes).includes('created_by')
      ? { ...member, bytes: Buffer.from(member.bytes).toString().replace('"test"', `"${canary}"`) }
      : member,
  );
  const { error } = await read(archiveOf(members));
  expect(error).toMatchObject({ code: 'SECRET_FOUND' });
  expect(messageOf(error)).toContain('its config or history');
});

test('an image without one passes', async () => {
  const { error, stored } = await read(archiveOf(newForm([clean])));
  expect(error).not.toBeInstanceOf(Error);
  expect(stored).toBe(1);
});
