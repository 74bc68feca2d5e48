import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../core/package/temporary-folder.ts';
import { runEntry } from '../host/run-entry.ts';

/** The chain on a project without inference configuration, as it ends before anything is stored. */
async function refusalOf(
  files: Readonly<Record<string, string>>,
  modelYaml: string,
): Promise<string> {
  const folder = await temporaryFolder({ ...files, 'model.yaml': modelYaml });
  const { exitCode, stderr } = await runEntry('main', {}, ['run', folder]);
  expect(exitCode).toBe(2);
  expect(existsSync(path.join(folder, '.models'))).toBe(false);
  return stderr.replaceAll(`${folder}/`, '');
}

test('a model that nobody can serve names both ways out, and nothing is registered', async () => {
  const yaml = 'name: net\npath: model.pkl\nmodel-registry: dir:.models\n';
  expect(await refusalOf({ 'model.pkl': 'x' }, yaml)).toContain(
    'error: --model-framework: model.pkl has no entry script, and model.pkl does not say which library reads it; name --inference-config, or --model-framework scikit-learn with --model-framework-version',
  );
});

test('several models need an entry script', async () => {
  const yaml = 'name: a\npath: a.onnx\nfurther-models: [b=b.onnx]\nmodel-registry: dir:.models\n';
  expect(await refusalOf({ 'a.onnx': 'x', 'b.onnx': 'x' }, yaml)).toContain(
    'error: several models (a, b) cannot be served without an entry script; give --inference-config',
  );
});

test.each([
  ['main', ['package-model'], 'error: nothing says what the image serves; give --model, or --inf'],
  [
    'azure-pipelines/package-model',
    [],
    'nothing says what the image serves; give model, or inferenceConfig',
  ],
])('without a model and without a configuration nothing is to be served: %s', async (...given) => {
  const [entry, args, says] = given;
  const { stdout, stderr } = await runEntry(entry, {}, args);
  expect(stdout + stderr).toContain(says);
});
