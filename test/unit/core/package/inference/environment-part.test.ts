import { describe, expect, test } from 'vitest';
import { read, script } from './read-config.ts';

describe('the environment part', () => {
  test('gives extra steps, a base Dockerfile and where their text stands', async () => {
    const steps = await read(
      { entryScript: 'score.py', sourceDirectory: 'src', extraDockerFileSteps: 'steps' },
      { 'src/score.py': '', 'src/steps': 'RUN true\r\n' },
    );
    expect((await steps.config).extraSteps).toEqual({
      text: 'RUN true\n',
      place: { file: 'src/steps', line: 1 },
    });
    const docker = { baseDockerfile: '# ours\nFROM python:3.11\n' };
    const inline = await read({ entryScript: 'score.py', environment: { docker } });
    expect((await inline.config).baseDockerfile).toMatchObject({
      text: '# ours\nFROM python:3.11\n',
      place: { file: 'inferenceconfig.json', key: 'environment.docker.baseDockerfile' },
    });
    const named = await read(
      { entryScript: 'score.py', environment: { docker: { baseDockerfile: 'docker/base' } } },
      { ...script, 'docker/base': 'FROM python:3.11\n' },
    );
    expect((await named.config).baseDockerfile).toMatchObject({ place: { file: 'docker/base' } });
  });

  test.each([
    [{ enableGpu: true }, {}],
    [{ enableGpu: true, cudaVersion: '10.0' }, { cudaVersion: '10.0' }],
    [{ enableGpu: true, cudaVersion: 10 }, { cudaVersion: '10.0' }],
    [{ enableGpu: true, cudaVersion: 9.1 }, { cudaVersion: '9.1' }],
    [{ enableGpu: false, cudaVersion: '9.1' }, undefined],
  ])('asks for a GPU by %j', async (keys, gpu) => {
    const { config } = await read({ entryScript: 'score.py', ...keys });
    expect((await config).gpu).toEqual(gpu);
  });

  test('keeps a login of the base registry wrapped', async () => {
    const baseImageRegistry = { address: 'my.io', username: 'u', password: 'p4ss' };
    const { config, log } = await read({ entryScript: 'score.py', baseImageRegistry });
    const found = await config;
    expect(found.baseRegistry?.password?.reveal()).toBe('p4ss');
    expect(JSON.stringify([found, log.warnings])).not.toContain('p4ss');
  });

  test('leaves secret variables out and keeps the others', async () => {
    const environmentVariables = { DB_PASSWORD: 'x', STAGE: 'test' };
    const { config } = await read({
      entryScript: 'score.py',
      environment: { environmentVariables },
    });
    expect((await config).environmentVariables).toEqual({ STAGE: 'test' });
  });

  test('comes from a folder with what lies beside its description', async () => {
    const { config } = await read(
      { entryScript: 'score.py', environment: 'env' },
      {
        ...script,
        'env/azureml_environment.json': '{"docker": {"baseImage": null}}',
        'env/conda_dependencies.yml': 'dependencies: [python=3.11]\n',
        'env/BaseDockerfile': 'FROM python:3.11\n',
      },
    );
    const found = await config;
    expect(found.conda?.config.file).toBe('env/conda_dependencies.yml');
    expect(found.baseDockerfile?.place).toEqual({ file: 'env/BaseDockerfile', line: 1 });
  });

  test.each([
    [{ docker: { baseImage: 'a b' } }, 'environment.docker.baseImage "a b" is not an image'],
    [
      { python: { userManagedDependencies: true, interpreterPath: 'py thon' } },
      'interpreterPath "py thon" is not the path of a program',
    ],
    ['env', 'holds no azureml_environment.json'],
    ['./no.json', 'environment: no file or folder at'],
    ['azureml://registries/azureml/environments/x', 'an Azure ML workspace knows by name'],
    ['v2.yml', 'an environment of SDK v2'],
    ['list.yml', 'is no environment and no conda file'],
    [['a'], 'environment must be an object, or the name of one'],
  ])('is refused as %j', async (environment, message) => {
    const { config } = await read(
      { entryScript: 'score.py', environment },
      { ...script, 'env/x': '', 'v2.yml': 'image: a\n', 'list.yml': '- a\n' },
    );
    await expect(config).rejects.toThrow(message);
  });
});
