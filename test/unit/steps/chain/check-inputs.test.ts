import { missingInputs } from '@package-model/steps/chain/check-inputs';
import { chainInputs } from '@package-model/steps/chain/inputs';
import { parseInputs } from '@package-model/steps/parse-inputs';
import { describe, expect, test } from 'vitest';

const spell = (name: string): string => `--${name}`;
const first = { 'model-name': 'words', 'model-path': 'model/words.json' };

function parse(given: Readonly<Record<string, string>>) {
  const raw = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, { text }]));
  return parseInputs(chainInputs, raw, spell);
}

/** Faults between the inputs, as messages with their key. */
function faultsOf(given: Readonly<Record<string, string>>): string[] {
  return missingInputs(parse(given), spell).map(({ message, place }) =>
    place?.key === undefined ? message : `${place.key}: ${message}`,
  );
}

describe('further models', () => {
  test('are names with paths, which may hold an equals sign', () => {
    const values = parse({ ...first, 'further-models': 'texts=out/a=b.json\nnet = out/net' });
    expect(values['further-models']).toEqual([
      { name: 'texts', path: 'out/a=b.json' },
      { name: 'net', path: 'out/net' },
    ]);
    expect(faultsOf({ ...first, 'further-models': 'texts=out/texts.json' })).toEqual([]);
  });

  test.each([
    ['texts', '"texts" has no path; write NAME=PATH'],
    ['texts=', '"texts=" has no path; write NAME=PATH'],
    ['a b=x.json', '"a b" is not a model name; a model name starts with'],
  ])('are refused as %j', (text, says) => {
    expect(() => parse({ ...first, 'further-models': text })).toThrow(says);
  });

  test('have names of their own', () => {
    expect(faultsOf({ ...first, 'further-models': 'words=a.json, net=b, net=c' })).toEqual([
      '--further-models: names the model words a second time; give each its own name',
      '--further-models: names the model net a second time; give each its own name',
    ]);
  });

  test('are not registered beside models that are registered already', () => {
    const given = { model: 'words:1', 'further-models': 'texts=a.json' };
    expect(faultsOf(given)).toEqual([
      '--further-models: registers models, and --model uses registered ones; name all of them there',
    ]);
  });

  test('start at the folder of the model.yaml that names them', () => {
    const { relocate } = chainInputs['further-models'];
    expect(relocate('texts=out/texts.json, net=/abs/net', 'examples/two')).toBe(
      'texts=examples/two/out/texts.json\nnet=/abs/net',
    );
  });
});

describe('a framework', () => {
  test.each(['ScikitLearn', 'scikit-learn', 'sklearn', 'SCIKIT_LEARN'])('may be %s', (text) => {
    expect(parse({ ...first, 'model-framework': text })['model-framework']).toBe('scikit-learn');
  });

  test('that nobody knows is refused with those that are known', () => {
    const given = { ...first, 'model-framework': 'Caffe' };
    expect(() => parse(given)).toThrow('"Caffe" is none of: auto, scikit-learn, onnx');
  });

  test('is needed by its version', () => {
    expect(faultsOf({ ...first, 'model-framework-version': '1.7.2' })).toEqual([
      '--model-framework-version: a framework version needs its framework; give --model-framework too',
    ]);
  });
});

describe('model-transfer: mount', () => {
  test('goes with a chain only where its report is accepted', () => {
    const mount = { ...first, 'model-transfer': 'mount' };
    expect(faultsOf(mount)).toEqual([
      '--model-transfer: mount is a pre-check, which promotes nothing by itself; use image, or give --accept: mount',
    ]);
    expect(faultsOf({ ...mount, accept: 'mount' })).toEqual([]);
    expect(faultsOf({ ...first, accept: 'mount' })).toEqual([]);
  });
});
