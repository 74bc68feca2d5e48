import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkAzureYaml } from './azure-checks.ts';
import { isRecord, usesIn } from './azure-yaml.ts';
import { projectRoot } from './snippets.ts';

const folder = path.join(projectRoot, 'templates/azure-pipelines');
const templates = readdirSync(folder).map((name) => [name, read(name)] as const);

function read(name: string): string {
  return readFileSync(path.join(folder, name), 'utf8');
}

test.each(templates)('%s gives tasks what they know and need', (_, text) => {
  checkAzureYaml(text);
});

test('the stages wait for each other, and outputs are taken from stages that are waited for', () => {
  const document: unknown = parse(read('stages.yml'));
  const stages = isRecord(document) && Array.isArray(document['stages']) ? document['stages'] : [];
  const before: string[] = [];
  for (const stage of stages.filter(isRecord)) {
    const waitsFor = [stage['dependsOn'] ?? []].flat().map(String);
    expect(waitsFor.toSorted()).toEqual(before.toSorted());
    const text = JSON.stringify(stage);
    for (const [, from = ''] of text.matchAll(/stageDependencies\.(\w+)/g)) {
      expect(waitsFor).toContain(from);
    }
    before.push(String(stage['stage']));
  }
  expect(before).toEqual(['build', 'test', 'release']);
});

test("the model's own code runs in a job without a login", () => {
  const { tasks } = usesIn(parse(read('stages.yml')));
  const inTest = tasks.filter(({ stage }) => stage === 'test');
  expect(inTest.map(({ task }) => task)).toEqual(['SmokeTest@1']);
  const connections = tasks.filter(({ inputs }) => 'containerRegistry' in inputs);
  expect([...new Set(connections.map(({ stage }) => stage))]).toEqual(['build', 'release']);
});

test('the release is a deployment job, which an environment can hold back', () => {
  const document: unknown = parse(read('stages.yml'));
  expect(document).toMatchObject({
    stages: [
      {},
      {},
      { jobs: [{ deployment: 'release', environment: '${{ parameters.environment }}' }] },
    ],
  });
});

test('a template that releases for pull requests, too, is found', () => {
  const broken = [
    read('stages.yml').replace(/\n *condition: and\(succeeded\(\), ne.*/, ''),
    read('steps.yml').replace(/\n *push: .*/, ''),
  ];
  for (const each of broken) {
    expect(templates.map(([, text]) => text)).not.toContain(each);
    expect(() => checkAzureYaml(each)).toThrow(/^(PushImage|PackageModelPipeline)@1/);
  }
});

test('a template that names an input, an output or a parameter that is not there is found', () => {
  const text = read('stages.yml');
  const broken = [
    text.replace('reportPath: $(reportPath)', 'reportFile: $(reportPath)'),
    text.replace('$(register.modelReference)', '$(register.modelRef)'),
    text.replace("outputs['build.imageDigest']", "outputs['build.digest']"),
    text.replace('stageDependencies.build.build', 'stageDependencies.build.other'),
    text.replace('${{ parameters.tags }}', '${{ parameters.tag }}'),
    text.replace(/\n *modelName: \$\{\{ parameters\.modelName \}\}/, ''),
    text.replace('BuildImage@1', 'BuildImage@2'),
  ];
  for (const each of broken) {
    expect(each).not.toBe(text);
    expect(() => checkAzureYaml(each)).toThrow();
  }
});
