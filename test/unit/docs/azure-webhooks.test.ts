import { readFileSync } from 'node:fs';
import path from 'node:path';
import { camelCase } from '@package-model/host/input-names';
import { parseInputs } from '@package-model/steps/parse-inputs';
import { surfaces } from '@package-model/tooling/surfaces';
import { expect, test } from 'vitest';
import { projectRoot, snippetsOf } from './snippets.ts';
import { runOf } from './webhook-run.ts';
import type { RunStep } from './webhook-run.ts';

const pipelines = snippetsOf('docs/guides/azure-pipelines.md').filter(({ text }) =>
  text.includes('webhooks:'),
);

type Payload = Readonly<Record<string, unknown>>;

function posted(name: string): Payload {
  const file = path.join(projectRoot, 'test/fixtures/webhooks', name);
  const payload: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return { ...Object(payload) };
}

function pipelineOf(webhook: string): string {
  const found = pipelines.find(({ text }) => text.includes(`- webhook: ${webhook}`));
  if (found === undefined) throw new Error(`the guide has no webhook ${webhook}`);
  return found.text;
}

const pushed = posted('azure-container-registry.json');
const target = { ...Object(pushed['target']) };
const created = posted('mlflow.json');
const data = { ...Object(created['data']) };
const onPush = pipelineOf('ModelPushed');
const onVersion = pipelineOf('MlflowVersion');

/** The tasks of a run; what the step behind each makes of its inputs is no fault. */
function tasksOf(steps: readonly RunStep[] | undefined): readonly RunStep[] {
  const tasks = (steps ?? []).filter(({ task }) => task !== undefined);
  for (const { task, inputs } of tasks) {
    const step = surfaces.find((surface) => `${surface.task}@1` === task)?.step;
    const names = Object.keys(step?.inputs ?? {});
    const raw = names.map((name) => [name, { text: inputs[camelCase(name)] ?? '' }] as const);
    expect(step, task).toBeDefined();
    if (step !== undefined) parseInputs(step.inputs, Object.fromEntries(raw), camelCase);
  }
  return tasks;
}

test('a pushed model version is packaged by its digest', () => {
  const [task, ...others] = tasksOf(runOf(onPush, pushed));
  expect(others).toEqual([]);
  expect(task?.inputs['model']).toBe(`example.azurecr.io/models/diabetes@${target.digest}`);
});

test.each([
  ['a candidate', { ...target, tag: 'candidate-0123456789abcdef01234567' }],
  ['an environment', { ...target, tag: 'env-0123' }],
  ['a release tag', { ...target, tag: '7' }],
  ['a manifest without a tag', { ...target, tag: undefined }],
])('%s in the repository of the model starts a run that only checks out', (_, other) => {
  const steps = runOf(onPush, { ...pushed, target: other });
  expect(tasksOf(steps)).toEqual([]);
  // A job without any step is nothing to rely on.
  expect(steps).toHaveLength(1);
});

test.each([
  ['a deletion', { ...pushed, action: 'delete' }],
  ['a push to another repository', { ...pushed, target: { ...target, repository: 'models/x' } }],
  ['what some other service posts', created],
])('%s starts no run', (_, payload) => {
  expect(runOf(onPush, payload)).toBeUndefined();
});

test('a version made in MLflow is fetched by its number, which is no piece of a script', () => {
  const [script, task, ...others] = runOf(onVersion, created) ?? [];
  expect(others).toEqual([]);
  expect(script?.env).toMatchObject({ VERSION: '7' });
  expect(script?.['script']).toContain('"models:/diabetes/$VERSION"');
  expect(tasksOf(task && [task])).toHaveLength(1);
  const hostile = { ...created, data: { ...data, version: '7"; curl evil' } };
  expect(runOf(onVersion, hostile)?.[0]?.['script']).toBe(script?.['script']);
});

test.each([
  ['another model', { ...created, data: { ...data, name: 'other' } }],
  ['an alias', { ...created, entity: 'model_version_alias' }],
  ['a new name in the registry', { ...created, entity: 'registered_model' }],
  ['what some other service posts', pushed],
])('%s in MLflow starts no run', (_, payload) => {
  expect(runOf(onVersion, payload)).toBeUndefined();
});

test('both examples of the guide are read here', () => {
  expect(pipelines.map(({ text }) => text)).toEqual([onPush, onVersion]);
});
