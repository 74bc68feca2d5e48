import path from 'node:path';
import { digestOf } from '@package-model/core/oci/digest';
import type { ModelVersion } from '@package-model/core/model/types';
import { createPlan } from '@package-model/core/package/plan/create-plan';
import type { InferenceConfig } from '@package-model/core/package/inference/inference-config';
import { parseConfigText } from '@package-model/core/package/config/config-file';
import { parsePlan } from '@package-model/core/package/plan/parse-plan';
import { environmentHash, planDigest } from '@package-model/core/package/plan/plan';
import { scoringCommand } from '@package-model/core/package/plan/scoring-command';
import { describe, expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';
import { samplePlan } from '../sample-plan.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const run = { run: async () => ({ exitCode: 128, stdout: '', stderr: '' }) };
const signal = new AbortController().signal;

function model(name: string, version = '1'): ModelVersion {
  const digest = digestOf(name);
  const reference = `localhost:5000/${name}@${digest}`;
  return { name, version, id: `${name}:${version}`, digest, reference, layers: [], files: [] };
}

async function plan(
  change: Partial<InferenceConfig> = {},
  models = [model('m')],
  more: { baseImage?: string; apt?: string[] } = {},
) {
  const folder = await temporaryFolder({ 'src/score.py': 'def init(): pass\ndef run(d): pass\n' });
  const sourceDirectory = path.join(folder, 'src');
  const config: InferenceConfig = {
    file: 'inferenceconfig.json',
    entryScript: { path: path.join(sourceDirectory, 'score.py'), shownAs: 'score.py' },
    sourceDirectory,
    userManaged: false,
    environmentVariables: {},
    ...change,
  };
  const log = recordingLog();
  const made = createPlan({ config, models, ...more }, { run, signal, log });
  return { log, made };
}

describe('a plan', () => {
  test('sets the variables the scoring server expects, the model folder for one model', async () => {
    const { made } = await plan();
    expect((await made).plan.variables).toEqual({
      AML_APP_ROOT: '/var/azureml-app',
      AZUREML_ENTRY_SCRIPT: 'src/score.py',
      AZUREML_MODEL_DIR: '/var/azureml-app/azureml-models/m/1',
      AZUREML_SOURCE_DIRECTORY: 'src',
      SERVICE_NAME: 'm',
      SERVICE_VERSION: '1',
    });
  });

  test("leaves the service's version to the user, and to nobody with several models", async () => {
    const own = { environmentVariables: { SERVICE_VERSION: '2026.11' } };
    expect((await (await plan(own)).made).plan.variables.SERVICE_VERSION).toBe('2026.11');
    const { made } = await plan({}, [model('a'), model('b', '2')]);
    expect((await made).plan.variables).not.toHaveProperty('SERVICE_VERSION');
  });

  test('points at the folder of all models when there are none', async () => {
    const { variables } = (await (await plan({}, [])).made).plan;
    expect(variables).toMatchObject({ AZUREML_MODEL_DIR: '/var/azureml-app/azureml-models' });
    expect(Object.keys(variables)).not.toContain('SERVICE_NAME');
  });

  test('points at the folder of all models when there are several', async () => {
    const { made } = await plan({}, [model('a'), model('b', '2')]);
    const { variables, labels } = (await made).plan;
    expect(variables).toMatchObject({ AZUREML_MODEL_DIR: '/var/azureml-app/azureml-models' });
    expect(labels['io.package-model.model']).toBe('a:1,b:2');
  });

  test("lets ours win over the user's variables, and says so", async () => {
    const environmentVariables = { SERVICE_NAME: 'mine', ZED: 'z', ALPHA: 'a' };
    const { log, made } = await plan({ environmentVariables });
    const { variables } = (await made).plan;
    expect(variables).toMatchObject({ SERVICE_NAME: 'm', ZED: 'z', ALPHA: 'a' });
    expect(Object.keys(variables)).toEqual(Object.keys(variables).toSorted());
    expect(log.warnings[0]?.line).toContain('environmentVariables sets SERVICE_NAME');
  });

  test('takes the base image from the input, the configuration, or the Python version', async () => {
    const conda = {
      config: await parseConfigText('dependencies: [python=3.12]', 'c.yml'),
      path: [],
    };
    const byVersion = await (await plan({ conda })).made;
    expect(byVersion.plan.environment.baseImage).toBe('docker.io/library/python:3.12-slim');
    const byDefault = await (await plan()).made;
    expect(byDefault.plan.environment.baseImage).toBe('docker.io/library/python:3.11-slim');
    const byConfig = await (await plan({ baseImage: 'a:1' })).made;
    expect(byConfig.plan.environment.baseImage).toBe('a:1');
    const byInput = await (await plan({ baseImage: 'a:1' }, [], { baseImage: 'b:1' })).made;
    expect(byInput.plan.environment.baseImage).toBe('b:1');
  });

  test("installs nothing where the base image's own Python is used", async () => {
    const { made } = await plan({
      userManaged: true,
      baseImage: 'a:1',
      interpreterPath: '/opt/py',
    });
    const result = await made;
    expect(result.plan.environment).toMatchObject({ pip: [], userManaged: true });
    expect(scoringCommand(result.plan).slice(0, 3)).toEqual([
      '/opt/py',
      '-m',
      'azureml_inference_server_http',
    ]);
  });

  test('survives being written and read', async () => {
    const result = await (await plan({ description: 'two\nlines' })).made;
    expect(parsePlan(JSON.parse(JSON.stringify(result.plan)))).toEqual(result.plan);
    expect(result.plan.labels['org.opencontainers.image.description']).toBe('two lines');
  });

  test.each([
    [{ userManaged: true }, {}, 'userManagedDependencies needs a base image'],
    [{}, { baseImage: 'a b' }, '"a b" is not an image reference'],
    [{}, { baseImage: 'a$B' }, 'is not an image reference'],
    [{}, { apt: ['curl; rm -rf /'] }, 'is not the name of a Debian package'],
    [{}, { apt: ['--allow-unauthenticated'] }, 'is not the name of a Debian package'],
  ])('is refused for %j %j', async (change, more, message) => {
    const { made } = await plan(change, [model('m')], more);
    await expect(made).rejects.toThrow(message);
  });

  test('is refused for one model version named twice', async () => {
    const { made } = await plan({}, [model('m', '1'), model('m', '1')]);
    await expect(made).rejects.toThrow('the model m:1 is named twice');
  });
});

test('a refusal tells the verdicts on the conda file too, whatever came first', async () => {
  const config = await parseConfigText('dependencies: [python=3.6.2, {pip: [sklearn]}]', 'c.yml');
  const { made } = await plan({ conda: { config, path: [] } }, [model('m'), model('m')]);
  const faults = String(await made.catch((error: unknown) => error));
  expect(faults).toContain('c.yml:1:16 (dependencies[0]): python=3.6.2');
  expect(faults).toContain('write scikit-learn');
});

test('a plan knows an Azure ML image with a server by its name', async () => {
  const baseImage = 'mcr.microsoft.com/azureml/minimal-py312-inference:latest';
  const config = await parseConfigText('dependencies: [{pip: [six]}]', 'c.yml');
  const { made } = await plan({ conda: { config, path: [] }, baseImage });
  const created = await made;
  expect(created.plan.environment).toMatchObject({
    pip: ['six', 'azureml-inference-server-http'],
    installInto: 'python',
    serverFrom: 'base',
  });
  expect(created.origins).toEqual({ six: 'c.yml:1' });
  const bare = await (await plan({ baseImage })).made;
  expect(bare.plan.environment).toMatchObject({ pip: [], serverFrom: 'base' });
});

describe('digests', () => {
  test('are the ones they always were', () => {
    expect(planDigest(samplePlan)).toBe(
      'sha256:8b77c5e51ef86d20d4a927468359505847719f178a4d526d7dbfd78c02cb349f',
    );
    expect(environmentHash(samplePlan.environment)).toBe('9947a8ad0d7372b6078158ec');
    expect(environmentHash({ ...samplePlan.environment, apt: [] })).not.toBe(
      '9947a8ad0d7372b6078158ec',
    );
  });

  test('do not change what they look at', () => {
    const frozen = deepFreeze(structuredClone(samplePlan));
    expect(planDigest(frozen)).toBe(planDigest(samplePlan));
    expect(parsePlan(frozen)).toEqual(samplePlan);
    expect(environmentHash(frozen.environment)).toHaveLength(24);
  });

  test('do not depend on the order in which variables were written', () => {
    const { variables } = samplePlan;
    const turned = Object.fromEntries(Object.entries(variables).toReversed());
    const read = parsePlan({ ...samplePlan, variables: turned });
    expect(Object.keys(read.variables)).toEqual(Object.keys(variables));
    expect(planDigest(read)).toBe(planDigest(samplePlan));
  });
});

describe('a plan that was edited', () => {
  test.each([
    [{ ...samplePlan, schemaVersion: 2 }, 'schemaVersion is not valid'],
    [{ ...samplePlan, extra: 1 }, 'this file is not valid'],
    [{ ...samplePlan, port: 0 }, 'port'],
    [with_('environment', { apt: ['a b'] }), 'environment.apt[0] is not valid'],
    [with_('environment', { pip: ['-r x'] }), 'environment.pip[0] is not valid'],
    [with_('environment', { baseImage: 'a\nRUN x' }), 'environment.baseImage is not valid'],
    [with_('environment', { pythonVersion: "3.1'" }), 'environment.pythonVersion is not valid'],
    [with_('code', { entryScript: '../x.py' }), 'code.entryScript is not valid'],
    [{ ...samplePlan, variables: { 'A B': 'x' } }, 'variables is not valid'],
    [{ ...samplePlan, variables: { A: 'x\n' } }, 'variables is not valid'],
    [{ ...samplePlan, models: [{ ...samplePlan.models[0], name: '../x' }] }, 'models[0].name'],
  ])('is refused: %#', (value, message) => {
    expect(() => parsePlan(value)).toThrow(message);
  });
});

function with_(key: 'environment' | 'code', change: object): unknown {
  return { ...samplePlan, [key]: { ...samplePlan[key], ...change } };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
