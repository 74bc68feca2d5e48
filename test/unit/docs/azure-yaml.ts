import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './snippets.ts';

/** A task in a pipeline: where it stands, and what it is given. */
export type TaskUse = {
  readonly task: string;
  /** Its name for the steps after it; '' for none. */
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly stage: string;
  readonly job: string;
  /** Its condition and that of its stage. */
  readonly conditions: readonly string[];
};

/** A template in a pipeline, and what it is given. */
export type TemplateUse = {
  readonly template: string;
  readonly parameters: Readonly<Record<string, unknown>>;
};

/** What a task.json says of itself. */
export type TaskManifest = {
  readonly inputs: readonly { readonly name: string; readonly required: boolean }[];
  readonly outputs: readonly string[];
  readonly major: number;
};

type Place = Pick<TaskUse, 'stage' | 'job' | 'conditions'>;
type Found = { readonly tasks: TaskUse[]; readonly templates: TemplateUse[] };

/** Keys below which stages, jobs and steps stand, conditions of templates included. */
const INNER =
  /^(?:stages|jobs|steps|strategy|runOnce|deploy|preDeploy|on|success|failure|extends|\$\{\{ .* \}\})$/;

/** The tasks and templates of a pipeline or template, in their order. */
export function usesIn(document: unknown): Found {
  const found: Found = { tasks: [], templates: [] };
  visit(document, { stage: '', job: '', conditions: [] }, found);
  return found;
}

function visit(node: unknown, place: Place, found: Found): void {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, place, found);
    return;
  }
  if (!isRecord(node)) return;
  const conditions = [...place.conditions, ...[node['condition'] ?? []].flat().map(String)];
  if (typeof node['task'] === 'string') {
    const { task, name, inputs } = node;
    const id = textOr(name, '');
    found.tasks.push({ ...place, task, id, inputs: inputsOf(inputs), conditions });
  }
  if (typeof node['template'] === 'string') {
    const parameters = isRecord(node['parameters']) ? node['parameters'] : {};
    found.templates.push({ template: node['template'], parameters });
  }
  const here = {
    stage: textOr(node['stage'], place.stage),
    job: textOr(node['job'] ?? node['deployment'], place.job),
    conditions,
  };
  for (const [key, value] of Object.entries(node)) if (INNER.test(key)) visit(value, here, found);
}

/** Inputs under conditions count as given. */
function inputsOf(inputs: unknown): Record<string, unknown> {
  if (!isRecord(inputs)) return {};
  const entries = Object.entries(inputs).flatMap(([name, value]) =>
    INNER.test(name) ? Object.entries(inputsOf(value)) : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

/** The manifest of one of our tasks. */
export function readTaskManifest(name: string): TaskManifest {
  const file = path.join(projectRoot, 'tasks', name, 'task.json');
  const task: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const list = (key: string): Record<string, unknown>[] =>
    isRecord(task) && Array.isArray(task[key]) ? task[key].filter(isRecord) : [];
  const version = isRecord(task) && isRecord(task['version']) ? task['version'] : {};
  return {
    inputs: list('inputs').map((input) => ({
      name: String(input['name']),
      required: input['required'] === true,
    })),
    outputs: list('outputVariables').map((output) => String(output['name'])),
    major: Number(version['Major']),
  };
}

/** Names of the parameters of a template or pipeline; required ones have no default. */
export function parametersOf(
  document: unknown,
): readonly { readonly name: string; readonly required: boolean }[] {
  if (!isRecord(document) || !Array.isArray(document['parameters'])) return [];
  return document['parameters'].filter(isRecord).map((parameter) => ({
    name: String(parameter['name']),
    required: parameter['default'] === undefined,
  }));
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
