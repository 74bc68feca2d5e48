import { camelCase } from '@package-model/host/input-names';
import type { InputGroup, Step } from '@package-model/steps/step';
import { inputsOf, outputsOf } from '@package-model/steps/surface-inputs';
import { startsContainers } from '../entries.ts';
import { inTaskWords, renderTaskInput } from './task-input.ts';
import type { Surface } from '../surfaces.ts';
import { bindingsOf } from './task-data-sources.ts';

const HELP = 'https://github.com/org/package-model/blob/main/docs';

const groupTitles: { readonly [G in InputGroup]: string } = {
  model: 'Model',
  package: 'Package',
  environment: 'Environment',
  image: 'Image',
  'smoke-test': 'Smoke test',
  reports: 'Reports',
  logins: 'Logins',
  machine: 'Machine',
};

/** Text of a task.json. Paths are plain strings: an empty `filePath` would become the sources' folder. */
export function renderTask(surface: Surface, version: string): string {
  const { task, taskId, instanceName } = surface;
  const step = {
    ...surface.step,
    inputs: inputsOf(surface.step.inputs, 'azure-pipelines'),
    outputs: outputsOf(surface.step.outputs, 'azure-pipelines'),
  };
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const handler = { target: 'dist/index.js' };
  const post = { target: 'dist/post.js' };
  const outputs = Object.entries(step.outputs).map(([name, { description }]) => ({
    name: camelCase(name),
    description: inTaskWords(description),
  }));
  const manifest = {
    $schema:
      'https://raw.githubusercontent.com/microsoft/azure-pipelines-task-lib/master/tasks.schema.json',
    id: taskId,
    name: task,
    friendlyName: step.title,
    description: step.description,
    helpMarkDown: `${step.description} The same as \`package-model ${surface.command}\` on a terminal. [All inputs and outputs](${HELP}/reference/${step.name}.md)`,
    helpUrl: `${HELP}/guides/azure-pipelines.md`,
    category: 'Azure Pipelines',
    visibility: ['Build', 'Release'],
    runsOn: ['Agent', 'DeploymentGroup'],
    author: 'The package-model authors',
    version: { Major: major, Minor: minor, Patch: patch },
    minimumAgentVersion: '4.248.0',
    instanceNameFormat: instanceName,
    groups: renderGroups(step),
    inputs: Object.entries(step.inputs).map(([name, input]) => renderTaskInput(name, input, step)),
    dataSourceBindings: bindingsOf(step),
    outputVariables: outputs,
    // What a model or a container prints can set no variable but these, whatever it gets past us.
    // Commands stay free: restricted ones show neither summary nor tests nor files.
    restrictions: {
      commands: { mode: 'any' },
      settableVariables: { allowed: outputs.map(({ name }) => name) },
    },
    execution: { Node24: handler, Node20_1: handler },
    ...(startsContainers(step) && { postjobexecution: { Node24: post, Node20_1: post } }),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The headings of the task's form, the first one open; required inputs stand above them. */
function renderGroups(step: Step) {
  const used = new Set(
    Object.values(step.inputs)
      .filter(({ required }) => required !== true)
      .map(({ group }) => group),
  );
  const names = Object.entries(groupTitles).filter(([name]) =>
    [...used].some((group) => group === name),
  );
  return names.map(([name, displayName], index) => ({
    name: camelCase(name),
    displayName,
    isExpanded: index === 0,
  }));
}
