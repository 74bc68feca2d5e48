import { tarLayer } from '@package-model/core/image/layer';
import type { LayerEntry } from '@package-model/core/image/layer';
import { movedLayer, moveLayer } from '@package-model/core/image/move-layer';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from '@package-model/core/oci/digest';
import { collect, inPieces } from '../collect.ts';

const { signal } = new AbortController();
const move = { from: 'models/net', to: 'var/azureml-app/azureml-models/net/7' };

function file(path: string, text: string): LayerEntry {
  const bytes = Buffer.from(text);
  return {
    kind: 'file',
    path,
    mode: 0o644,
    sizeBytes: bytes.length,
    open: async function* open() {
      yield bytes;
    },
  };
}

test('gives the bytes of a layer that was made for the other place', async () => {
  const name = fc.stringMatching(/^[a-zé]{1,60}(\/[a-z]{1,90}){0,3}f$/);
  const contents = fc.dictionary(name, fc.string({ maxLength: 2000 }), { minKeys: 1, maxKeys: 6 });
  await fc.assert(
    fc.asyncProperty(
      contents,
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }),
      async (files, pieces) => {
        const entries = (root: string): LayerEntry[] => [
          ...Object.entries(files).map(([path, text]) => file(`${root}/${path}`, text)),
          { kind: 'link', path: `${root}/link`, target: 'a/b' },
          { kind: 'directory', path: `${root}/empty`, mode: 0o755 },
        ];
        const source = await collect(tarLayer('from', entries(move.from)).open(signal));
        const moved = await collect(moveLayer(inPieces(source, pieces), move));
        const wanted = await collect(tarLayer('to', entries(move.to)).open(signal));
        expect(moved.equals(wanted)).toBe(true);
      },
    ),
  );
});

test('knows digest and size before it is read again', async () => {
  const source = tarLayer('net', [file('models/net/weights.bin', 'w')]);
  const moved = await movedLayer(source, move, signal);
  const bytes = await collect(moved.open(signal));
  expect(moved).toMatchObject({ digest: digestOf(bytes), sizeBytes: bytes.length });
  expect(moved.digest).toBe(
    'sha256:787b3e1e62200d7b1458e304414cef2090bdf5ed4578295069b2e1aaae13cb7b',
  );
});

test('refuses entries that do not belong to the model', async () => {
  const source = tarLayer('net', [file('models/other/x', 'x')]);
  await expect(collect(moveLayer(source.open(signal), move))).rejects.toThrow(
    'the entry models/other of a model layer lies outside of the model; register the model anew',
  );
});
