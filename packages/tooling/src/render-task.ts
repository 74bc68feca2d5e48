import { camelCase } from '@package-model/host/input-names';
import type { Input, Step } from '@package-model/steps/step';
import { describeFor, manifestDefault } from './render-action.ts';
import type { Surface } from './surfaces.ts';

const LABEL_WORDS: Readonly<Record<string, string>> = {
  ca: 'CA',
  url: 'URL',
  yaml: 'YAML',
  apt: 'apt',
  pip: 'pip',
};

/** Text of a task.json. Paths are plain strings: an empty `filePath` would become the sources' folder. */
export function renderTask(surface: Surface, version: string): string {
  const { step, task, taskId } = surface;
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const handler = { target: 'dist/index.js' };
  const manifest = {
    $schema:
      'https://raw.githubusercontent.com/microsoft/azure-pipelines-task-lib/master/tasks.schema.json',
    id: taskId,
    name: task,
    friendlyName: step.title,
    description: step.description,
    helpMarkDown: '',
    category: 'Azure Pipelines',
    visibility: ['Build', 'Release'],
    runsOn: ['Agent', 'DeploymentGroup'],
    author: 'The package-model authors',
    version: { Major: major, Minor: minor, Patch: patch },
    minimumAgentVersion: '4.248.0',
    instanceNameFormat: step.title,
    inputs: Object.entries(step.inputs).map(([name, input]) => renderInput(name, input, step)),
    outputVariables: Object.entries(step.outputs).map(([name, output]) => ({
      name: camelCase(name),
      description: output.description,
    })),
    execution: { Node24: handler, Node20_1: handler },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function renderInput(name: string, input: Input, step: Step) {
  return {
    name: camelCase(name),
    type: taskType(input),
    label: label(name),
    required: input.required === true,
    ...manifestDefault(input, step, 'defaultValue'),
    ...(input.values !== undefined && {
      options: Object.fromEntries(input.values.map((value) => [value, value])),
    }),
    helpMarkDown: describeFor(input, step),
  };
}

function taskType(input: Input): string {
  if (input.structured === true) return 'multiLine';
  switch (input.kind) {
    case 'boolean':
      return 'boolean';
    case 'choice':
      return 'pickList';
    case 'list':
    case 'map':
      return 'multiLine';
    case 'number':
      return 'int';
    case 'text':
    case 'path':
      return 'string';
    default:
      return input.kind satisfies never;
  }
}

function label(name: string): string {
  const words = name.split('-').map((word) => LABEL_WORDS[word] ?? word);
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
