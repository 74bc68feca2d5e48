import { camelCase } from '@package-model/host/input-names';
import type { Input, Step } from '@package-model/steps/step';
import { surfaces } from '../surfaces.ts';
import { describe, manifestDefault } from './action.ts';
import { offerOf } from './task-data-sources.ts';

const LABEL_WORDS: Readonly<Record<string, string>> = {
  apt: 'apt',
  azure: 'Azure',
  ca: 'CA',
  cpu: 'CPU',
  dockerfile: 'Dockerfile',
  github: 'GitHub',
  gpus: 'GPUs',
  html: 'HTML',
  junit: 'JUnit',
  ms: 'in milliseconds',
  pip: 'pip',
  url: 'URL',
  yaml: 'YAML',
};

/** One input of a task.json. */
export function renderTaskInput(name: string, input: Input, step: Step) {
  const offer = offerOf(name, step);
  const type = offer === undefined ? taskType(input, step) : 'pickList';
  const values = type === 'pickList' && input.kind === 'boolean' ? ['true', 'false'] : input.values;
  return {
    name: camelCase(name),
    type,
    label: input.deprecated === undefined ? label(name) : `${label(name)} (deprecated)`,
    required: input.required === true,
    ...manifestDefault(input, step, 'defaultValue'),
    ...(values !== undefined && {
      options: Object.fromEntries(values.map((value) => [value, value])),
    }),
    ...(input.group !== undefined &&
      input.required !== true && { groupName: camelCase(input.group) }),
    ...visibleRule(input, step),
    ...properties(type, offer?.many === true),
    helpMarkDown: help(input, step),
  };
}

/** Names of inputs and outputs of all tasks, and of the tasks themselves, as they are spelt there. */
const taskWords: ReadonlyMap<string, string> = new Map([
  ...surfaces.flatMap(({ step }) =>
    [...Object.keys(step.inputs), ...Object.keys(step.outputs)].map(
      (name) => [name, camelCase(name)] as const,
    ),
  ),
  ...surfaces.map(({ step, task }) => [step.name, task] as const),
]);

/** A text with the names of inputs, outputs and steps as tasks spell them; files keep theirs. */
export function inTaskWords(text: string): string {
  return text.replace(
    /(?<![\w./-])[a-z]+(?:-[a-z0-9]+)+(?![\w/-]|\.\w)/g,
    (word) => taskWords.get(word) ?? word,
  );
}

/** The help beside a field, in Markdown: what would be markup stands as code. */
function help(input: Input, step: Step): string {
  const isInWords = input.default !== undefined && step.complete !== undefined;
  const text = [
    describe(input),
    input.secret === true ? 'Give it by a secret variable.' : '',
    isInWords ? `Default: \`${input.default}\`.` : '',
  ].filter((part) => part !== '');
  const marked = inTaskWords(text.join(' ')).replace(/[\w:/#=]*<[^<>]+>/g, '`$&`');
  return input.example === undefined ? marked : `${marked} Example: \`${input.example}\``;
}

function taskType(input: Input, step: Step): string {
  if (input.taskType !== undefined) return input.taskType;
  if (input.structured === true || (input.secret === true && input.kind === 'map')) {
    return 'multiLine';
  }
  switch (input.kind) {
    case 'boolean':
      // An empty box is what people read as off: what is on without a default in the form is a list.
      return input.default === 'true' && step.complete !== undefined ? 'pickList' : 'boolean';
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

function visibleRule({ shownFor }: Input, step: Step): { readonly visibleRule?: string } {
  const other = shownFor === undefined ? undefined : step.inputs[shownFor.input];
  if (shownFor === undefined || other === undefined) return {};
  const name = camelCase(shownFor.input);
  if (shownFor.value !== undefined) return { visibleRule: `${name} = ${shownFor.value}` };
  return { visibleRule: `${name} != ${shownFor.except ?? '""'}` };
}

/** Variables may be written where a form offers values, and long texts have room. */
function properties(type: string, many: boolean): { readonly properties?: object } {
  if (type === 'multiLine') return { properties: { resizable: true, rows: '4' } };
  if (type !== 'pickList') return {};
  return {
    properties: { EditableOptions: 'True', ...(many && { MultiSelectFlatList: 'True' }) },
  };
}

function label(name: string): string {
  const words = name.split('-').map((word) => LABEL_WORDS[word] ?? word);
  const text = words.join(' ');
  return /^(apt|pip)\b/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
