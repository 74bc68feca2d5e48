import type { Input, InputTable, OutputTable, Step } from '@package-model/steps/step';
import { inputsOf } from '@package-model/steps/surface-inputs';
import { modelYamlEntries } from '@package-model/steps/model-yaml-keys';
import { chainInputs } from '@package-model/steps/chain/inputs';
import { describe } from './action.ts';
import type { Surface, TerminalStep } from '../surfaces.ts';

/** Markdown table of a step's inputs. */
export function inputsTable(inputs: InputTable): string {
  const rows = Object.entries(inputs).map(([name, input]) => {
    const notes = [input.required === true ? 'required' : '', input.secret ? 'secret' : ''];
    const kind = [typeName(input), ...notes].filter((note) => note !== '').join(', ');
    const about = [describe(input), whereIn(input)].filter((part) => part !== '').join(' ');
    return [`\`${name}\``, kind, code(input.default ?? input.expression), about];
  });
  return markdownTable(['Name', 'Type', 'Default', 'Description'], rows);
}

const surfaceNames = {
  github: 'GitHub',
  'azure-pipelines': 'Azure Pipelines',
  terminal: 'command line',
} as const;

function whereIn({ only }: Pick<Input, 'only'>): string {
  const names = only?.map((surface) => surfaceNames[surface]).join(' and ');
  return names === undefined ? '' : `(${names} only)`;
}

function typeName({ kind, taskType }: Input): string {
  if (taskType === undefined) return kind;
  return taskType === 'secureFile' ? 'secure file' : 'service connection';
}

/** Markdown table of a step's outputs. */
export function outputsTable(outputs: OutputTable): string {
  const rows = Object.entries(outputs).map(([name, output]) => [
    `\`${name}\``,
    [output.description, whereIn(output)].filter((part) => part !== '').join(' '),
  ]);
  return markdownTable(['Name', 'Description'], rows);
}

/** Markdown table of the keys of model.yaml. */
export function modelYamlTable(): string {
  const inputs: InputTable = chainInputs;
  const rows = modelYamlEntries().map(({ key, name }) => {
    const input = inputs[name];
    return [`\`${key}\``, `\`${name}\``, input === undefined ? '' : describe(input)];
  });
  return markdownTable(['Key', 'Input', 'Description'], rows);
}

/** The reference page of a step: docs/reference/<step>.md. */
export function renderReference({ step, command, action, task }: Surface): string {
  const folder = action.includes('/') ? `/${action.slice(0, action.lastIndexOf('/'))}` : '';
  return referencePage(step, [
    ['Command line', `\`package-model ${command}\`, inputs as \`--name VALUE\``],
    ['GitHub Actions', `\`uses: org/package-model${folder}@v1\`, inputs and outputs as below`],
    ['Azure Pipelines', `task \`${task}\`, inputs and outputs in camelCase`],
  ]);
}

/** The reference page of a step that only the command line has. */
export function renderTerminalReference({ step, command }: TerminalStep): string {
  const call = `\`package-model ${command}\`, inputs as \`--name VALUE\``;
  const onTerminal = { ...step, inputs: inputsOf(step.inputs, 'terminal') };
  return referencePage(onTerminal, [['Command line', call]]);
}

function referencePage(step: Step, surfaces: readonly (readonly [string, string])[]): string {
  return [
    `# ${step.title}`,
    '',
    step.description,
    '',
    markdownTable(['Surface', 'Name'], surfaces),
    '',
    '## Inputs',
    '',
    inputsTable(step.inputs),
    '',
    '## Outputs',
    '',
    outputsTable(step.outputs),
    '',
  ].join('\n');
}

/**
 * Fills `<!-- inputs:<step> -->…<!-- /inputs -->`, the same with outputs, and `<!-- model-yaml -->`;
 * other text stays. A step that does not exist is an error.
 */
export function fillMarkers(text: string, surfaces: readonly Surface[]): string {
  const model = '<!-- model-yaml -->';
  const withModel = text.replace(
    /<!-- model-yaml -->[\s\S]*?<!-- \/model-yaml -->/g,
    () => `${model}\n\n${modelYamlTable()}\n\n<!-- /model-yaml -->`,
  );
  return withModel.replace(
    /<!-- (inputs|outputs):([a-z-]+) -->[\s\S]*?<!-- \/\1 -->/g,
    (_, kind: string, name: string) => {
      const step = surfaces.find((surface) => surface.step.name === name)?.step;
      if (step === undefined)
        throw new Error(`a marker names the step "${name}", which is not there`);
      const filled = kind === 'inputs' ? inputsTable(step.inputs) : outputsTable(step.outputs);
      return `<!-- ${kind}:${name} -->\n\n${filled}\n\n<!-- /${kind} -->`;
    },
  );
}

/** A Markdown table; cells lose line ends and what would end them. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const all = [head, head.map(() => '---'), ...rows];
  return all.map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ').replace(/</g, '&lt;');
}

function code(text: string | undefined): string {
  return text === undefined ? '' : `\`${text}\``;
}
