import { digestOf } from '@package-model/core/oci/digest';
import type { ModelVersion } from '@package-model/core/model/types';
import { checkModels, chooseLayout } from '@package-model/core/package/plan/model-layout';
import { expect, test } from 'vitest';

function model(name: string, version = '1'): ModelVersion {
  const digest = digestOf(name);
  const reference = `localhost:5000/${name}@${digest}`;
  return { name, version, id: `${name}:${version}`, digest, reference, layers: [], files: [] };
}

const one = [model('m')];
const versions = [model('m', '1'), model('n'), model('m', '2')];

test('links, unless there is a reason to copy', () => {
  const choose = (models: readonly ModelVersion[], walks: readonly string[] = []) =>
    chooseLayout({ choice: 'auto', models, walks });
  expect(choose([])).toBeUndefined();
  expect(choose(one)).toMatchObject({ kind: 'linked' });
  expect(choose([model('m'), model('n')])).toMatchObject({ kind: 'linked' });
  const why = 'two versions of m cannot both be at /models/m';
  expect(choose(versions)).toEqual({ kind: 'copied', why });
  const walked = { kind: 'copied', why: 'os.walk (score.py:3) does not follow links' };
  expect(choose(one, ['os.walk (score.py:3)'])).toEqual(walked);
});

test('does what is asked', () => {
  const why = 'model-layout asks for it';
  const facts = { models: one, walks: ['os.walk (score.py:3)'] };
  expect(chooseLayout({ ...facts, choice: 'linked' })).toEqual({ kind: 'linked', why });
  expect(chooseLayout({ ...facts, choice: 'copied' })).toEqual({ kind: 'copied', why });
});

test('cannot link two versions of one model, nor take one version twice', () => {
  expect(checkModels(versions, 'auto')).toEqual([]);
  expect(checkModels(versions, 'copied')).toEqual([]);
  expect(checkModels(versions, 'linked')).toMatchObject([
    {
      message: expect.stringContaining('two versions of the model m'),
      place: { key: 'model-layout' },
    },
  ]);
  expect(checkModels([...one, ...one], 'linked')).toMatchObject([
    { message: 'the model m:1 is named twice; leave one of them out', place: { key: 'model' } },
  ]);
});
