import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../../../packages/core/src/oci/digest.ts';
import { layersOf } from '../../../../../packages/core/src/smoke/report/layers-of.ts';

const names = ['base', 'env', 'model', 'links', 'code'];
const layers = names.map((name, index) => ({
  mediaType: 'application/vnd.oci.image.layer.v1.tar',
  digest: digestOf(name),
  size: index + 1,
}));
const history = [
  { created_by: '/bin/sh -c #(nop) ADD file:ab in / ' },
  { created_by: '/bin/sh -c #(nop)  CMD ["bash"]', empty_layer: true },
  { created_by: 'RUN /bin/sh -c pip install   -r requirements.txt # buildkit' },
  { created_by: 'package-model: model diabetes model.pkl' },
  { created_by: 'package-model: links' },
  { created_by: 'package-model: code' },
];

describe('layersOf', () => {
  it('says what each layer brings, by the history of the image', () => {
    const annotations = { 'io.package-model.environment': digestOf('environment') };
    const found = layersOf({ layers, annotations }, { history });
    expect(found.map(({ kind, title }) => `${kind}: ${title}`)).toEqual([
      'environment: ADD file:ab in /',
      'environment: RUN /bin/sh -c pip install -r requirements.txt',
      'model: model diabetes model.pkl',
      'other: links',
      'code: code',
    ]);
    expect(found.map(({ sizeBytes }) => sizeBytes)).toEqual([1, 2, 3, 4, 5]);
  });

  it('says nothing of layers where the history does not fit', () => {
    const found = layersOf({ layers }, { history: history.slice(1) });
    expect(found.map(({ kind, title }) => kind + title)).toEqual(Array(5).fill('base'));
  });
});
