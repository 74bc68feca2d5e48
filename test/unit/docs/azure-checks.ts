import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { isRecord, parametersOf, readTaskManifest, usesIn } from './azure-yaml.ts';
import type { TaskUse } from './azure-yaml.ts';
import { projectRoot } from './snippets.ts';

/** How the documents call the repository of this project. */
const REPOSITORY = 'packageModel';

/** Of Azure DevOps itself: not ours to check. */
const FOREIGN = new Set(['Docker']);

/**
 * Checks a pipeline or template: tasks and templates are given what they know and need, and every
 * variable, parameter and output that is used comes from somewhere.
 */
export function checkAzureYaml(text: string): void {
  const document: unknown = parse(text);
  const { tasks, templates } = usesIn(document);
  const ours = tasks.filter(({ task }) => !FOREIGN.has(task.split('@')[0] ?? ''));
  expect([...ours, ...templates]).not.toEqual([]);
  for (const task of ours) checkTask(task);
  for (const { template, parameters } of templates) checkTemplate(template, parameters);
  if (templates.length > 0) checkRepository(document);
  checkPullRequests(document, ours);
  checkOutputs(text, ours);
  checkParameters(text, document);
  for (const name of webhooksOf(document)) expect(text).toContain(`parameters.${name}.`);
}

const NO_PULL_REQUEST = "ne(variables['Build.Reason'], 'PullRequest')";

/**
 * A pipeline that says nothing of pull requests is started by each: it has none, or releases nothing
 * then. A template is for pipelines of either kind.
 */
function checkPullRequests(document: unknown, tasks: readonly TaskUse[]): void {
  if (isRecord(document) && document['pr'] === 'none') return;
  const isTemplate = parametersOf(document).length > 0;
  const releasing = isTemplate ? /^PushImage@/ : /^(RegisterModel|BuildImage|PushImage)@/;
  for (const { task, inputs, conditions } of tasks) {
    const isChain = task.startsWith('PackageModelPipeline@');
    if (isChain) expect(inputs['push'], task).toBe(`\${{ ${NO_PULL_REQUEST} }}`);
    else if (releasing.test(task)) expect(conditions.join(), task).toContain(NO_PULL_REQUEST);
  }
}

function checkTask({ task, inputs: given }: TaskUse): void {
  const [name = '', major] = task.split('@');
  const manifest = readTaskManifest(name);
  expect(Number(major), task).toBe(manifest.major);
  const names = manifest.inputs.map((input) => input.name);
  expect(
    Object.keys(given).filter((input) => !names.includes(input)),
    task,
  ).toEqual([]);
  const required = manifest.inputs.filter((input) => input.required).map((input) => input.name);
  expect(
    required.filter((input) => !(input in given)),
    task,
  ).toEqual([]);
}

function checkTemplate(template: string, given: Readonly<Record<string, unknown>>): void {
  const [file = '', repository] = template.split('@');
  expect(repository, template).toBe(REPOSITORY);
  const declared = parametersOf(parse(readFileSync(path.join(projectRoot, file), 'utf8')));
  const names = declared.map(({ name }) => name);
  expect(
    Object.keys(given).filter((name) => !names.includes(name)),
    template,
  ).toEqual([]);
  const required = declared.filter((parameter) => parameter.required).map(({ name }) => name);
  expect(
    required.filter((name) => !(name in given)),
    template,
  ).toEqual([]);
}

/** Templates of another repository need it among the resources. */
function checkRepository(document: unknown): void {
  expect(document).toMatchObject({
    resources: {
      repositories: [
        {
          repository: REPOSITORY,
          type: 'github',
          name: 'org/package-model',
          ref: 'refs/tags/v1',
        },
      ],
    },
  });
}

/** `$(step.output)` in the job itself, `stageDependencies` and `dependencies` from others. */
function checkOutputs(text: string, tasks: readonly TaskUse[]): void {
  const outputsOf = (id: string, fits: (task: TaskUse) => boolean): readonly string[] => {
    const found = tasks.find((task) => task.id === id && fits(task));
    return found === undefined ? [] : readTaskManifest(found.task.split('@')[0] ?? '').outputs;
  };
  // System variables start with a capital letter: $(Pipeline.Workspace).
  for (const [whole, id = '', name = ''] of text.matchAll(/\$\(([a-z]\w*)\.(\w+)\)/g)) {
    expect(
      outputsOf(id, () => true),
      whole,
    ).toContain(name);
  }
  const far = /stageDependencies\.(\w+)\.(\w+)\.outputs\['(\w+)\.(\w+)'\]/g;
  for (const [whole, stage, job, id = '', name = ''] of text.matchAll(far)) {
    const outputs = outputsOf(id, (task) => task.stage === stage && task.job === job);
    expect(outputs, whole).toContain(name);
  }
}

/** What is used is declared, and what is declared is used; webhooks declare themselves. */
function checkParameters(text: string, document: unknown): void {
  const declared = [...parametersOf(document).map(({ name }) => name), ...webhooksOf(document)];
  const used = [...text.matchAll(/\bparameters\.(\w+)/g)].map(([, name = '']) => name);
  expect([...new Set(used)].toSorted()).toEqual(declared.toSorted());
  // An object would break the YAML, and then no run starts and nothing says so.
  for (const name of webhooksOf(document)) {
    expect(text).not.toMatch(new RegExp(`parameters\\.${name}\\s*[},)]`));
  }
}

/** Names of the incoming webhooks; each has a connection, and filters by path and value. */
function webhooksOf(document: unknown): string[] {
  const resources = isRecord(document) ? document['resources'] : undefined;
  const webhooks = isRecord(resources) ? resources['webhooks'] : undefined;
  if (!Array.isArray(webhooks)) return [];
  return webhooks.filter(isRecord).map((webhook) => {
    expect(webhook).toMatchObject({
      webhook: expect.stringMatching(/^[-_A-Za-z0-9]+$/),
      connection: expect.any(String),
      filters: expect.arrayContaining([
        { path: expect.stringMatching(/^\w+(\.\w+)*$/), value: expect.any(String) },
      ]),
    });
    return String(webhook['webhook']);
  });
}
