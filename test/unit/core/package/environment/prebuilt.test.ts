import {
  isPrebuiltName,
  onPrebuilt,
  prebuiltOf,
  takesRelease,
} from '@package-model/core/package/environment/prebuilt';
import {
  renderDockerfile,
  renderEnvironment,
} from '@package-model/core/package/dockerfile/dockerfile';
import { describe, expect, test } from 'vitest';
import { samplePlan } from '../sample-plan.ts';

const config = {
  Env: [
    'PATH=/azureml-envs/minimal/bin:/usr/bin',
    'AZUREML_CONDA_ENVIRONMENT_PATH=/azureml-envs/minimal',
  ],
  Cmd: ['runsvdir', '/var/runit'],
};
const python = '/azureml-envs/minimal/bin/python';
const server = 'azureml-inference-server-http';

describe('a prebuilt image', () => {
  test('is known by what it starts, its environment by its variables', () => {
    expect(prebuiltOf(config)).toEqual({
      environmentPath: '/azureml-envs/minimal',
      python,
      command: ['runsvdir', '/var/runit'],
    });
    const byPath = {
      Env: ['PATH=/opt/miniconda/envs/amlenv/bin:/usr/bin'],
      Entrypoint: ['/usr/bin/runsvdir', '/var/runit'],
    };
    expect(prebuiltOf(byPath)?.environmentPath).toBe('/opt/miniconda/envs/amlenv');
  });

  test.each([
    {},
    { Cmd: ['python3'] },
    { Cmd: ['azmlinfsrv'], Env: config.Env },
    { ...config, Env: ['AZUREML_CONDA_ENVIRONMENT_PATH=/a b; rm'] },
  ])('is not any other: %j', (other) => {
    expect(prebuiltOf(other)).toBeUndefined();
  });

  test('is known by name where it is one of Azure ML', () => {
    expect(isPrebuiltName('mcr.microsoft.com/azureml/minimal-py312-inference:latest')).toBe(true);
    expect(isPrebuiltName('mcr.microsoft.com/azureml/inference-base-2204')).toBe(false);
    expect(isPrebuiltName('python:3.12-slim')).toBe(false);
  });

  test('needs nothing installed when the list wants only the server that it has', () => {
    const environment = { ...samplePlan.environment, pip: [`${server}~=1.5`] };
    const settled = onPrebuilt(environment, { python }, (line) => takesRelease(line, '1.5.1'));
    expect(settled).toMatchObject({ pip: [], serverFrom: 'base' });
    expect(settled.installInto).toBeUndefined();
  });

  test('takes packages into its own Python, where pip holds to the server that is there', () => {
    const environment = { ...samplePlan.environment, pip: ['numpy', `${server}~=1.5`] };
    const settled = onPrebuilt(environment, { python }, (line) => takesRelease(line, '1.5.1'));
    expect(settled).toMatchObject({ pip: ['numpy', server], installInto: python });
    const older = onPrebuilt(environment, { python }, (line) => takesRelease(line, '1.3.0'));
    expect(older.pip).toEqual(['numpy', `${server}~=1.5`]);
    const text = renderEnvironment(
      { ...settled, apt: [] },
      { secrets: { kind: 'none' }, user: 'dockeruser' },
    );
    expect(text).toContain(`RUN ${python} -m pip install`);
    expect(text).toMatch(/USER root\n[^]*USER dockeruser\n$/);
    expect(text).not.toContain('venv');
  });

  test('starts its own server in the Dockerfile too', () => {
    const environment = {
      ...samplePlan.environment,
      serverFrom: 'base' as const,
      installInto: 'python',
    };
    const tars = { modelTars: [], linksTar: 'layers/links.tar', codeTar: 'layers/code.tar' };
    const text = renderDockerfile(
      { ...samplePlan, environment },
      { secrets: { kind: 'none' }, ...tars },
    );
    expect(text).toMatch(/USER dockeruser\n$/);
    expect(text).not.toContain('CMD');
    expect(text).not.toContain('HOME');
  });
});
