import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  openDeploymentFile,
  withResources,
} from '../../../../../packages/core/src/smoke/profile/deployment-file.ts';

const resources = { cpu: 0.5, memoryInGB: 0.7 };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-deployment-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('other keys, comments and the style of the file stay', () => {
  const text = `{
    // ours
    "computeType": "aks",
    "numReplicas": 2, /* two */
    "containerResourceRequirements": {
        "cpu": 4,
        "memoryInGB": 16, // once measured
        "gpu": 0
    }
}
`;
  const expected = text.replace('"cpu": 4', '"cpu": 0.5').replace('16,', '0.7,');
  expect(withResources(text, resources)).toBe(expected);
});

test('a file without resources gets them in its own style', () => {
  const text = '\uFEFF{\r\n\t"computeType": "ACI"\r\n}\r\n';
  expect(withResources(text, resources)).toBe(
    '\uFEFF{\r\n\t"computeType": "ACI",\r\n\t"containerResourceRequirements": {\r\n\t\t"cpu": 0.5,\r\n\t\t"memoryInGB": 0.7\r\n\t}\r\n}\r\n',
  );
});

test('a limit of AKS is raised when it would be below the request', () => {
  const limits = { cpu: 0.1, memoryInGB: 0.1, cpuLimit: 0.2, memoryInGBLimit: 4 };
  const text = JSON.stringify({ containerResourceRequirements: limits }, null, 2);
  expect(JSON.parse(withResources(text, resources))).toEqual({
    containerResourceRequirements: { cpu: 0.5, memoryInGB: 0.7, cpuLimit: 0.5, memoryInGBLimit: 4 },
  });
});

test('what stands in place of the resources is replaced', () => {
  const text = '{"containerResourceRequirements": null, "a": 1}';
  expect(JSON.parse(withResources(text, resources))).toEqual({
    containerResourceRequirements: resources,
    a: 1,
  });
});

test('a file that is not there is made when there is something to write', async () => {
  const path = join(folder, 'new.json');
  const file = await openDeploymentFile(path);
  expect(await readdir(folder)).not.toContain('new.json');
  await file.write(resources);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
    computeType: 'ACI',
    containerResourceRequirements: resources,
  });
});

test.each([
  ['broken.json', '{"a": ', 'this JSON file ends too early'],
  ['list.json', '[]', 'this is no deployment configuration'],
  ['config.yml', 'a: 1', 'only be written into a .json file'],
])('%s is refused before anything runs', async (name, text, fault) => {
  const path = join(folder, name);
  await writeFile(path, text);
  await expect(openDeploymentFile(path, name)).rejects.toThrow(fault);
});
