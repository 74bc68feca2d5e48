import path from 'node:path';
import { InputError } from '@package-model/core/errors';
import { describe, expect, test } from 'vitest';
import { read } from './read-config.ts';

describe('what is read', () => {
  test('takes nulls for absent, as the 2019 files have them', async () => {
    const { folder, log, config } = await read({
      entryScript: 'score.py',
      runtime: 'Python',
      condaFile: null,
      extraDockerfileSteps: '',
      sourceDirectory: '',
      enableGpu: false,
      cudaVersion: '9.1',
      baseImage: null,
      baseImageRegistry: { address: null, username: null, password: null },
    });
    expect(await config).toEqual({
      file: 'inferenceconfig.json',
      entryScript: { path: path.join(folder, 'score.py'), shownAs: 'score.py' },
      userManaged: false,
      environmentVariables: {},
    });
    expect(log.warnings).toEqual([]);
  });

  test('reads an environment and says which keys beside it are ignored', async () => {
    const { log, config } = await read({
      entryScript: 'score.py',
      runtime: 'python',
      baseImage: 'old',
      environment: {
        name: 'e',
        version: null,
        environmentVariables: { A: 'b' },
        python: {
          userManagedDependencies: false,
          condaDependencies: { dependencies: ['numpy'] },
          baseCondaEnvironment: null,
        },
        docker: {
          baseImage: 'new',
          enabled: false,
          arguments: [],
          shmSize: '2g',
          baseDockerfile: null,
        },
        spark: { repositories: [], packages: [], precachePackages: true },
        databricks: { mavenLibraries: [] },
        r: null,
        inferencingStackVersion: 'latest',
      },
    });
    const found = await config;
    expect(found).toMatchObject({ baseImage: 'new', environmentVariables: { A: 'b' } });
    expect(found.conda?.path).toEqual(['environment', 'python', 'condaDependencies']);
    expect(log.warnings.map((warning) => warning.line)).toEqual([
      'environment is used; runtime, baseImage beside it are ignored',
    ]);
  });

  test('finds entry script and conda file in the source directory', async () => {
    const { folder, config } = await read(
      { entryScript: 'score.py', sourceDirectory: './src', condaFile: 'env/conda.yml' },
      { 'src/score.py': '', 'src/env/conda.yml': 'name: x\n' },
    );
    const found = await config;
    expect(found.sourceDirectory).toBe(path.join(folder, 'src'));
    expect(found.entryScript.path).toBe(path.join(folder, 'src/score.py'));
    expect(found.conda?.config.value).toEqual({ name: 'x' });
  });

  test('takes the folder of the configuration where the working directory has nothing', async () => {
    const { folder, log, config } = await read(
      { entryScript: 'score.py' },
      { 'deep/score.py': '' },
      'deep/inferenceconfig.json',
    );
    expect((await config).entryScript.path).toBe(path.join(folder, 'deep/score.py'));
    expect(log.infos[0]).toContain(path.join(folder, 'deep/score.py'));
  });

  test('needs no conda part where the base image brings its own Python', async () => {
    const { config } = await read({
      entryScript: 'score.py',
      environment: {
        python: {
          userManagedDependencies: true,
          interpreterPath: '/opt/py',
          condaDependencies: {},
        },
        docker: { baseImage: 'own' },
      },
    });
    const found = await config;
    expect(found).toMatchObject({ userManaged: true, interpreterPath: '/opt/py' });
    expect(found.conda).toBeUndefined();
  });
});

describe('warnings', () => {
  test('name the nearest known key and the place of an unknown one', async () => {
    const { log, config } = await read({ entryScript: 'score.py', environment: { dokcer: {} } });
    await config;
    expect(log.warnings[0]).toEqual({
      line: 'environment.dokcer is not a known key and is ignored; did you mean docker?',
      place: { file: 'inferenceconfig.json', line: 4, column: 5, key: 'environment.dokcer' },
    });
  });

  test('tell of variables that look like secrets, without their values', async () => {
    const environmentVariables = {
      DB_PASSWORD: 'hunter22',
      API_KEY: '0123456789abcdef0',
      KEY_COLUMN: 'id',
    };
    const { log, config } = await read({
      entryScript: 'score.py',
      environment: { environmentVariables },
    });
    await config;
    const lines = log.warnings.map((warning) => warning.line).join('\n');
    expect(lines).toContain('DB_PASSWORD');
    expect(lines).toContain('API_KEY');
    expect(lines).not.toContain('KEY_COLUMN');
    expect(lines).not.toContain('hunter22');
  });
});

describe('faults', () => {
  test('come together, each with its line and key', async () => {
    const { config } = await read({
      entryScript: 'score.py',
      runtime: 'spark-py',
      enableGpu: true,
      cudaVersion: 'ten',
      extraDockerFileSteps: 'steps',
      baseImageRegistry: 'not one',
      condaFile: 'no.yml',
      description: 5,
    });
    const error: unknown = await config.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    const lines = String(error).split('\n');
    expect(lines[0]).toMatch(/json:3:3 \(runtime\): the runtime spark-py is not supported/);
    expect(lines[1]).toMatch(/json:5:3 \(cudaVersion\): cudaVersion "ten" is not a version/);
    expect(lines[2]).toMatch(/json:6:3 \(extraDockerFileSteps\): extraDockerFileSteps: no file at/);
    expect(lines[3]).toMatch(/json:7:3 \(baseImageRegistry\): .* is not a registry/);
    expect(lines[4]).toMatch(/json:8:3 \(condaFile\): condaFile: no file at/);
    expect(lines[5]).toMatch(/json:9:3 \(description\): description must be text in quotes/);
    expect(lines).toHaveLength(6);
  });

  test.each([
    [{}, 'entryScript is missing; add it'],
    [{ entryScript: 'None' }, 'entryScript is missing; add it'],
    [{ entryScript: 5 }, '(entryScript): entryScript must be text in quotes, not a number'],
    [[], 'an inference configuration is an object'],
    [{ entryScript: '/abs/score.py' }, 'entryScript is an absolute path (/abs/score.py)'],
    [{ entryScript: 'C:\\score.py' }, 'entryScript is an absolute path'],
    [{ entryScript: 'a/../../score.py' }, 'entryScript (a/../../score.py) leaves /'],
    [{ entryScript: 'score.py', sourceDirectory: '..' }, 'sourceDirectory (..) leaves /'],
    [{ entryScript: 'score.py', sourceDirectory: 'score.py' }, 'is a file, not a folder'],
    [{ entryScript: 'score.py', runtime: 'r' }, 'there is no runtime "r"; use python'],
    [
      {
        entryScript: 'score.py',
        environment: { docker: { baseImage: 'y', baseDockerfile: 'FROM x' } },
      },
      'environment.docker has both baseImage and baseDockerfile',
    ],
    [
      { entryScript: 'score.py', environment: { docker: { platform: { architecture: 'arm64' } } } },
      'linux/arm64 is not supported yet',
    ],
    [
      { entryScript: 'score.py', environment: { spark: { packages: [{ group: 'g' }] } } },
      'environment.spark is not supported yet',
    ],
    [
      { entryScript: 'score.py', environment: { environmentVariables: { A: 1 } } },
      'environment.environmentVariables.A must be text in quotes',
    ],
    [
      { entryScript: 'score.py', environment: { environmentVariables: { A: 'x\ny' } } },
      'the value of A has a line end',
    ],
    [
      { entryScript: 'score.py', environment: { environmentVariables: { 'A B': 'x' } } },
      '"A B" cannot be the name',
    ],
  ])('refuses %j', async (value, message) => {
    const { config } = await read(value);
    await expect(config).rejects.toThrow(message);
  });
});
