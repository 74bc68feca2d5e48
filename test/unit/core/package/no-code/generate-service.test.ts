import { createPlan } from '@package-model/core/package/plan/create-plan';
import { generateService } from '@package-model/core/package/no-code/generate-service';
import { expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';
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

test('what cannot be served is BAD_INPUT', async () => {
  const { registered } = await registeredNet({ 'net/w.bin': 'x' });
  const refused = generateService(registered, undefined, { log: recordingLog(), spell });
  await expect(refused).rejects.toMatchObject({ code: 'BAD_INPUT' });
});
