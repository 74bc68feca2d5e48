import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { silentLog } from '@package-model/core/log';
import { listModelFiles } from '@package-model/core/model/list-files';
import { readOwnDockerfile } from '@package-model/core/package/dockerfile/own-dockerfile';
import { parseConda } from '@package-model/core/package/environment/conda';
import { readInferenceConfig } from '@package-model/core/package/inference/inference-config';
import { generateService } from '@package-model/core/package/no-code/generate-service';
import { filesOnDisk } from '@package-model/core/package/no-code/model-files';
import { readCases } from '@package-model/core/smoke/cases/read-cases';
import { createRun } from '@package-model/core/process/spawn';
import { chainInputs } from '@package-model/steps/chain/inputs';
import { frameworkOf } from '@package-model/steps/inputs/model';
import { completeFromModelYaml } from '@package-model/steps/model-yaml';
import { parseInputs } from '@package-model/steps/parse-inputs';
import { loadMatchers } from '@package-model/steps/smoke-test/load-matchers';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const examples = path.join(root, 'examples');
const names = (await readdir(examples, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const hasConfig = (name: string): boolean =>
  existsSync(path.join(examples, name, 'inferenceconfig.json'));
/** Their base image has Python and the scoring server. */
const onOwnBase = ['private-base'];
const configured = names.filter((name) => hasConfig(name) && !onOwnBase.includes(name));
/** Their own Dockerfile makes the environment and brings the code. */
const ownDockerfile = ['prebuilt-image'];
const noCode = names.filter((name) => !hasConfig(name) && !ownDockerfile.includes(name));

/** Collects warnings; a good example raises none. */
function listen() {
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (line: string) => void warnings.push(line) };
  return { warnings, log };
}

describe.each(names)('examples/%s', (name) => {
  const folder = path.join(examples, name);

  test('has a model.yaml that describes the whole chain', async () => {
    const { warnings, log } = listen();
    const given = { 'model-yaml': { text: `examples/${name}` } };
    const raw = await completeFromModelYaml(given, { workingDirectory: root, log });
    const values = parseInputs(chainInputs, raw, (input) => `--${input}`);
    expect(warnings).toEqual([]);
    expect(values['model-name']).toBe(name);
    expect(values['model-path']).toMatch(new RegExp(`^examples/${name}/model/`));
    expect(values.image?.location).toEqual({
      kind: 'layout',
      path: `examples/${name}/.models/${name}`,
    });
    expect(values.cases).toEqual({ kind: 'file', path: `examples/${name}/cases.yaml` });
  });

  test('has cases with an answer each', async () => {
    const cases = await readCases(path.join(folder, 'cases.yaml'), {
      shownAs: 'cases.yaml',
      loadMatchers,
    });
    const answered = cases.filter(
      ({ expect: { status, json } }) => status !== 200 || json !== undefined,
    );
    expect(answered).toEqual(cases);
    expect(cases.some((entry) => entry.expect.json !== undefined)).toBe(true);
  });
});

describe.each(configured)('examples/%s', (name) => {
  const folder = path.join(examples, name);

  test('has an inference configuration whose conda file pip can have', async () => {
    const { warnings, log } = listen();
    const file = path.join(folder, 'inferenceconfig.json');
    const config = await readInferenceConfig(file, file, { workingDirectory: root, log });
    const environment = parseConda(config.conda, log);
    expect(warnings).toEqual([]);
    expect(config.sourceDirectory).toBe(path.join(folder, 'source'));
    expect(environment.pythonVersion).toBe('3.11');
    expect(environment.pip).toContain('azureml-inference-server-http==1.5.1');
  });
});

describe.each(onOwnBase)('examples/%s', (name) => {
  test('takes all from its base image', async () => {
    const { warnings, log } = listen();
    const file = path.join(examples, name, 'inferenceconfig.json');
    const config = await readInferenceConfig(file, file, { workingDirectory: root, log });
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({ userManaged: true, baseImage: 'scoring/base:1' });
    expect(config.baseRegistry).toEqual({ address: 'registry.example.com' });
  });
});

describe.each(ownDockerfile)('examples/%s', (name) => {
  test('has a Dockerfile that no rule complains of, with the files that it copies', async () => {
    const { warnings, log } = listen();
    const file = path.join(examples, name, 'docker/Dockerfile');
    const { signal } = new AbortController();
    const run = createRun({});
    const own = await readOwnDockerfile(file, 'docker/Dockerfile', { log, run, signal });
    expect(warnings).toEqual([]);
    expect(own.baseImage).toContain('mcr.microsoft.com/azureml/');
    expect(own.context.map((entry) => entry.path)).toContain('service/score.py');
  });
});

describe.each(noCode)('examples/%s', (name) => {
  test('is served without an entry script, in pinned versions', async () => {
    const { warnings, log } = listen();
    const given = { 'model-yaml': { text: `examples/${name}` } };
    const raw = await completeFromModelYaml(given, { workingDirectory: root, log });
    const values = parseInputs(chainInputs, raw, (input) => input);
    const entries = await listModelFiles(values['model-path'] ?? '', root);
    const files = filesOnDisk(name, entries, new AbortController().signal);
    const spell = (input: string): string => input;
    const config = await generateService(files, frameworkOf(values), { log, spell });
    const environment = parseConda(config.conda, log);
    expect(warnings).toEqual([]);
    expect(values['inference-config']).toBeUndefined();
    expect(config.generatedScript).toContain('def run(');
    expect(environment.pip[0]).toMatch(/^[a-z-]+==[\d.]+$/);
  });
});

test('the diabetes example trains with the versions that its environment serves with', async () => {
  const conda = await readFile(path.join(examples, 'diabetes/source/myenv.yml'), 'utf8');
  const model = await readFile(path.join(examples, 'diabetes/model/diabetes.joblib'), 'latin1');
  const pinned = /scikit-learn==([\d.]+)/u.exec(conda)?.[1];
  expect(pinned).toBeDefined();
  expect(model).toContain(pinned);
});
