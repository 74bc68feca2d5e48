import type { ModelFramework } from '@package-model/core/model/framework';
import { findServedModel } from '@package-model/core/package/no-code/served-model';
import { describe, expect, test } from 'vitest';

const find = (paths: readonly string[], framework?: ModelFramework) =>
  findServedModel(
    { shownAs: 'iris:1', paths, read: async () => new Map() },
    framework,
    (name) => `--${name}`,
  );

describe('without a named framework', () => {
  test.each([
    { paths: ['net/MLmodel', 'net/model.pkl'], model: { kind: 'mlflow', path: 'net' } },
    { paths: ['MLmodel', 'model.pkl'], model: { kind: 'mlflow', path: '.' } },
    { paths: ['a/MLmodel', 'a/artifacts/b/MLmodel'], model: { kind: 'mlflow', path: 'a' } },
    { paths: ['net.onnx', 'net.onnx.data'], model: { kind: 'onnx', path: 'net.onnx' } },
  ])('$paths is found to be $model.kind', ({ paths, model }) => {
    expect(find(paths)).toEqual({ model: expect.objectContaining(model) });
  });

  test('a saved TensorFlow model still needs its version', () => {
    const { fault } = { fault: undefined, ...find(['net/saved_model.pb']) };
    expect(fault).toEqual({
      message: 'a tensorflow model needs the version that it was saved with, like 1.7.2',
      place: { key: '--model-framework-version' },
    });
  });

  test('a pickle is not opened by guess, and both ways out are named', () => {
    expect(find(['model.joblib'])).toEqual({
      fault: {
        message:
          'iris:1 has no entry script, and model.joblib does not say which library reads it; name --inference-config, or --model-framework scikit-learn with --model-framework-version',
        place: { key: '--model-framework' },
      },
    });
  });

  test('other files are named in the fault, the first five of them', () => {
    const paths = ['a.bin', 'b.bin', 'c.bin', 'd.bin', 'e.bin', 'f.bin', 'g.bin'];
    const message = expect.stringContaining('(a.bin, b.bin, c.bin, d.bin, e.bin and 2 more)');
    expect(find(paths)).toEqual({ fault: { message, place: { key: '--model-framework' } } });
  });
});

describe('with a named framework', () => {
  test('a scikit-learn model is served from its one pickle', () => {
    const named = { name: 'scikit-learn', version: '1.7.2' } as const;
    expect(find(['net/notes.txt', 'net/model.pkl'], named)).toEqual({
      model: { kind: 'scikit-learn', path: 'net/model.pkl', version: '1.7.2' },
    });
  });

  test.each([
    { framework: { name: 'scikit-learn' }, paths: ['m.pkl'], says: 'needs the version' },
    {
      framework: { name: 'scikit-learn', version: 'latest' },
      paths: ['m.pkl'],
      says: 'not a version',
    },
    {
      framework: { name: 'scikit-learn', version: '1.7' },
      paths: ['a.pkl', 'b.pkl'],
      says: 'has several: a.pkl, b.pkl',
    },
    {
      framework: { name: 'onnx' },
      paths: ['m.pkl'],
      says: 'onnx needs one .onnx file, and it holds m.pkl',
    },
    { framework: { name: 'mlflow', version: '2.1' }, paths: ['n/MLmodel'], says: 'leave this out' },
    {
      framework: { name: 'pytorch' },
      paths: ['m.pt'],
      says: 'a pytorch model cannot be served without',
    },
  ] as const)(
    '$framework.name $framework.version of $paths: $says',
    ({ framework, paths, says }) => {
      const message = expect.stringContaining(says);
      expect(find(paths, framework)).toEqual({ fault: expect.objectContaining({ message }) });
    },
  );
});
