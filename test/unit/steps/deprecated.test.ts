import { createGithubHost } from '@package-model/host/github/host';
import { createTerminalHost } from '@package-model/host/terminal/host';
import type { Host } from '@package-model/host/host';
import { describe, expect, test } from 'vitest';
import { optionalText } from '../../../packages/steps/src/inputs/define.ts';
import { registerModelStep } from '../../../packages/steps/src/register-model/step.ts';
import type { RawInputs, Step } from '../../../packages/steps/src/step.ts';
import { warnDeprecated } from '../../../packages/steps/src/tell-of-inputs.ts';
import { renderAction } from '../../../packages/tooling/src/render/action.ts';
import { renderHelpModule } from '../../../packages/tooling/src/render/help.ts';
import { inputsTable } from '../../../packages/tooling/src/render/tables.ts';
import { renderTask } from '../../../packages/tooling/src/render/task.ts';

const table = {
  'model-file': optionalText('path', {
    description: 'The model.',
    deprecated: 'give `model-path`, which takes folders too',
  }),
};
const step: Step = { ...registerModelStep, inputs: table };
const surface = {
  step,
  command: 'register-model',
  action: 'a/b/action.yml',
  task: 'T',
  taskId: '',
  instanceName: '',
};

describe('a deprecated input', () => {
  test('has the message that the runner prints in action.yml', () => {
    expect(renderAction(surface)).toContain(
      'deprecationMessage: give `model-path`, which takes folders too',
    );
  });

  test('is marked in task.json, in the words of tasks', () => {
    expect(renderTask(surface, '1.0.0')).toContain(
      'Deprecated: give `modelPath`, which takes folders too.',
    );
  });

  test.each([
    ['the help', () => renderHelpModule([surface], '1.0.0').replaceAll(/\\n\s*/g, ' ')],
    ['the docs', () => inputsTable(table)],
  ])('is marked in %s', (_, render) => {
    expect(render()).toContain('Deprecated: give `model-path`, which takes folders too.');
  });

  test('is told on a terminal by the names that are used there', () => {
    expect(told(terminal, { 'model-file': { text: 'm' } })).toBe(
      'warning: --model-file is deprecated: give --model-path, which takes folders too\n',
    );
  });

  test('is told on GitHub by the runner alone, unless a file has it', () => {
    expect(told(github, { 'model-file': { text: 'm' } })).toBe('');
    const place = { file: 'model.yaml', line: 2, column: 1, key: 'file' };
    expect(told(github, { 'model-file': { text: 'm', place } })).toBe(
      '::warning file=model.yaml,line=2,col=1::file is deprecated: give model-path, which takes folders too\n',
    );
  });

  test('is not told where it is not given', () => {
    expect(told(terminal, { 'model-file': { text: ' ' } })).toBe('');
    expect(told(terminal, {})).toBe('');
  });
});

type Create = (write: (text: string) => void) => Host;

function terminal(write: (text: string) => void): Host {
  const deps = { stdout: write, stderr: write, now: () => 0, inputs: {}, debug: false } as const;
  return createTerminalHost({ ...deps, outputs: 'json', progress: 'lines' });
}

function github(write: (text: string) => void): Host {
  return createGithubHost({ environment: {}, write, now: () => 0 });
}

function told(create: Create, raw: RawInputs): string {
  const written: string[] = [];
  warnDeprecated(
    table,
    raw,
    create((text) => void written.push(text)),
  );
  return written.join('');
}
