import { expect, test } from 'vitest';
import { parseLenientText } from '../../../../../packages/core/src/package/config/lenient-file.ts';
import { resourcesOf } from '../../../../../packages/core/src/smoke/run/deployment-config.ts';

async function read(text: string, file = 'deploymentconfig.json'): Promise<unknown> {
  return resourcesOf(await parseLenientText(text, file));
}

const gb = 2 ** 30;

test.each([
  [
    '{"computeType": "ACI", "containerResourceRequirements": {"cpu": 0.5, "memoryInGB": 1.0}}',
    { cpus: 0.5, memoryBytes: gb },
  ],
  [
    '{"computeType": "aks", "containerResourceRequirements": {"cpu": 0.5, "memoryInGB": 1, "cpuLimit": 1, "memoryInGBLimit": 2}}',
    { cpus: 1, memoryBytes: 2 * gb },
  ],
  ['{"cpu": 1.0, "memoryInGB": 0.5}', { cpus: 1, memoryBytes: gb / 2 }],
  ['{"computeType": "local", "port": 32267}', {}],
  ['{"containerResourceRequirements": null, "cpu": 2}', { cpus: 2 }],
  ['{"containerResourceRequirements": {"cpu": "0.5"}}', { cpus: 0.5 }],
])('%s', async (text, resources) => {
  expect(await read(text)).toEqual(resources);
});

test('YAML is read as well', async () => {
  const text = 'computeType: AKS\ncontainerResourceRequirements:\n  memoryInGB: 0.25\n';
  expect(await read(text, 'deployment.yml')).toEqual({ memoryBytes: gb / 4 });
});

test('all that is wrong is told with its line and key', async () => {
  const text =
    '{\n  "containerResourceRequirements": {\n    "cpu": "many",\n    "memoryInGB": 2,\n    "memoryInGBLimit": 1\n  }\n}\n';
  const error: unknown = await read(text).catch((reason: unknown) => reason);
  expect(String(error)).toContain(
    'deploymentconfig.json:3:5 (containerResourceRequirements.cpu): "many" is no number',
  );
  expect(String(error)).toContain(
    'deploymentconfig.json:5:5 (containerResourceRequirements.memoryInGBLimit): the limit is below',
  );
});

test.each(['[]', '"text"', '{"containerResourceRequirements": 5}', '{"cpu": -1}', '{"cpu": true}'])(
  '%s is refused',
  async (text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'BAD_FILE' });
  },
);
