import { createPlan } from '@package-model/core/package/plan/create-plan';
import { generateService } from '@package-model/core/package/no-code/generate-service';
import { checkEntryScript } from '@package-model/core/package/script/entry-script';
import { expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { registeredNet } from './bench.ts';

const { signal } = new AbortController();
const run = { run: async () => ({ exitCode: 128, stdout: '', stderr: '' }) };
const spell = (name: string): string => name;

test('a plan for a registered scikit-learn model holds the script and what it needs', async () => {
  const framework = { name: 'scikit-learn', version: '1.3.2' } as const;
  const { version, registered } = await registeredNet({ 'net/m "1".pkl': 'x' }, framework);
  const log = recordingLog();
  const config = await generateService(registered, version.framework, { log, spell });
  const { plan, sources } = await createPlan({ config, models: [version] }, { run, signal, log });
  expect(plan.code.entryScript).toBe('score.py');
  expect(plan.code.files.map(({ path }) => path)).toEqual(['score.py']);
  expect(plan.environment.pip).toEqual([
    'scikit-learn==1.3.2',
    'numpy<2',
    'azureml-inference-server-http~=1.5',
  ]);
  const source = sources.get('score.py');
  expect(source?.kind === 'text' && source.text).toContain('MODEL_PATH = "net/m \\"1\\".pkl"\n');
  expect(log.infos[0]).toContain('score.py is generated for the scikit-learn model');
});

test('a saved TensorFlow model is planned with the version that saved it', async () => {
  const framework = { name: 'tensorflow', version: '2.15.1' } as const;
  const { version, registered } = await registeredNet({ 'net/saved_model.pb': 'x' }, framework);
  const log = recordingLog();
  const config = await generateService(registered, framework, { log, spell });
  const { plan } = await createPlan({ config, models: [version] }, { run, signal, log });
  expect(plan.environment.pip.slice(0, 2)).toEqual(['tensorflow-cpu==2.15.1', 'numpy<2']);
  expect(config.generatedScript).toContain('MODEL_PATH = "net"\n');
});

test.each([
  { framework: { name: 'scikit-learn', version: '1.7.2' }, file: 'net/m.joblib' },
  { framework: { name: 'onnx' }, file: 'net/m.onnx' },
  { framework: { name: 'tensorflow', version: '2.21.0' }, file: 'net/saved_model.pb' },
  { framework: { name: 'mlflow' }, file: 'net/MLmodel' },
] as const)('the script for $framework.name is one that the server can start', async (entry) => {
  const { framework, file } = entry;
  const text = 'flavors: {python_function: {loader_module: mlflow.sklearn}}\n';
  const { registered } = await registeredNet({ [file]: text });
  const log = recordingLog();
  const config = await generateService(registered, framework, { log, spell });
  const script = config.generatedScript ?? '';
  const folder = await temporaryFolder({ 'score.py': script });
  const found = { path: `${folder}/score.py`, shownAs: 'score.py' };
  expect(await checkEntryScript(found, log)).toEqual([]);
  expect(log.warnings).toEqual([]);
  expect(script.split('\n').filter((line) => line.length > 100)).toEqual([]);
  expect(script).not.toContain('\t');
});

test('what cannot be served is BAD_INPUT', async () => {
  const { registered } = await registeredNet({ 'net/w.bin': 'x' });
  const refused = generateService(registered, undefined, { log: recordingLog(), spell });
  await expect(refused).rejects.toMatchObject({ code: 'BAD_INPUT' });
});
