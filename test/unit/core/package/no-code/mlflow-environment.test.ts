import { parseConda } from '@package-model/core/package/environment/conda';
import { mlflowEnvironment } from '@package-model/core/package/no-code/mlflow-environment';
import { expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';
import { registeredNet } from './bench.ts';

const pyfunc = `flavors:
  python_function:
    env: {conda: conda.yaml, virtualenv: python_env.yaml}
    loader_module: mlflow.sklearn
    python_version: 3.10.4
mlflow_version: 2.9.2
`;
const server = 'azureml-inference-server-http~=1.5';

/** What an MLflow folder with these files asks for, read from its registered version. */
async function environmentOf(files: Readonly<Record<string, string>>) {
  const named = Object.entries(files).map(([name, text]) => [`net/${name}`, text]);
  const { registered } = await registeredNet(Object.fromEntries(named));
  const log = recordingLog();
  const source = await mlflowEnvironment(registered, 'net', log);
  const { pip, pythonVersion } = parseConda(source, log);
  return { pip, pythonVersion, source, said: log.infos[0] };
}

test("a folder's conda.yaml is its environment, with the server added", async () => {
  const conda =
    'dependencies:\n- python=3.10.4\n- pip<=23\n- pip:\n  - mlflow==2.9.2\n  - xgboost==2.0.3\n';
  const found = await environmentOf({ MLmodel: pyfunc, 'conda.yaml': conda });
  expect(found.pip).toEqual(['mlflow==2.9.2', 'xgboost==2.0.3', server]);
  expect(found.pythonVersion).toBe('3.10');
  expect(found.said).toBe('The environment is that of net:1/net/conda.yaml.');
  expect(found.source.config.placeOf(['dependencies', 0])).toMatchObject({
    file: 'net:1/net/conda.yaml',
    line: 2,
  });
});

test('MLflow 1 names the conda file alone, and MLmodel the Python that it lacks', async () => {
  const old =
    'flavors:\n  python_function:\n    env: env.yaml\n    python_version: 3.9.1\nmlflow_version: 1.30.0\n';
  const conda = 'dependencies: [{pip: [mlflow==1.30.0]}]\n';
  const found = await environmentOf({ MLmodel: old, 'env.yaml': conda });
  expect(found.pip).toEqual(['mlflow==1.30.0', server]);
  expect(found.pythonVersion).toBe('3.9');
});

test('without conda.yaml, requirements.txt and the Python of python_env.yaml are taken', async () => {
  const found = await environmentOf({
    MLmodel: pyfunc,
    'python_env.yaml': 'python: 3.11.7\ndependencies: ["-r requirements.txt"]\n',
    'requirements.txt': '# made by MLflow\nmlflow-skinny==2.9.2\r\nlightgbm==4.1.0\n',
  });
  expect(found.pip).toEqual(['mlflow-skinny==2.9.2', 'lightgbm==4.1.0', server]);
  expect(found.pythonVersion).toBe('3.11');
});

test('a folder without any environment gets MLflow in the version that saved it', async () => {
  const found = await environmentOf({ MLmodel: pyfunc });
  expect(found.pip).toEqual(['mlflow==2.9.2', server]);
  expect(found.pythonVersion).toBe('3.10');
  expect(found.said).toContain('brings no environment');
});

test('a requirement that cannot be taken is refused at its line of requirements.txt', async () => {
  const files = { MLmodel: pyfunc, 'requirements.txt': '# ours\nmlflow\n-e ./code\n' };
  const says = 'net:1/net/requirements.txt:3: "-e ./code" installs a folder';
  await expect(environmentOf(files)).rejects.toThrow(says);
});

test.each([
  {
    what: 'no flavor for Python',
    text: 'flavors:\n  mleap: {}\n',
    says: 'net:1/net/MLmodel:1:1 (flavors): this model has no python_function flavor',
  },
  {
    what: 'broken YAML',
    text: 'flavors: [\n',
    says: 'net:1/net/MLmodel:2:1: this is not valid YAML',
  },
])('an MLmodel with $what is refused at its place', async ({ text, says }) => {
  await expect(environmentOf({ MLmodel: text })).rejects.toThrow(says);
});
