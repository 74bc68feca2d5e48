import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { surfaces } from '@package-model/tooling/surfaces';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { snippetsIn } from '../unit/docs/snippets.ts';
import { lintRepository, lintWorkflows } from './support/actionlint.ts';

const fixtures = join(projectRoot, 'test/fixtures/workflows');
const starters = join(projectRoot, 'docs/starter-workflows');

test('our own workflows are without faults', async () => {
  expect(await lintRepository(projectRoot)).toEqual([]);
});

test('the reusable workflow gives our actions of this version what they take', async () => {
  const file = '.github/workflows/package-model.yml';
  const text = readFileSync(join(projectRoot, file), 'utf8');
  expect(await lintWorkflows({ reusable: text })).toEqual([]);
  const found = await lintWorkflows({ reusable: text.replace('package-path:', 'package-paht:') });
  expect(found.join('\n')).toContain('input "package-paht" is not defined');
});

test.each([
  ['that run under act', fixtures],
  ['to start from', starters],
])('the workflows %s are without faults', async (_, folder) => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yml'));
  const texts = names.map((name) => [name.slice(0, -4), readFileSync(join(folder, name), 'utf8')]);
  expect(names).not.toEqual([]);
  expect(await lintWorkflows(Object.fromEntries(texts))).toEqual([]);
});

test('the workflows of README and guides are without faults', async () => {
  const named = snippetsIn('yaml').flatMap(({ file, line, kind, text }) => {
    const name = `${file.replaceAll(/\W/g, '-')}-${line}`;
    if (kind === 'workflow') return [[name, text] as const];
    return kind === 'steps' ? [[name, jobOf(text)] as const] : [];
  });
  expect(named.length).toBeGreaterThan(2);
  expect(await lintWorkflows(Object.fromEntries(named))).toEqual([]);
});

test('every action takes all of its inputs and gives all of its outputs', async () => {
  expect(await lintWorkflows({ everything: everything() })).toEqual([]);
});

test.each([
  [
    'an input that there is not',
    'model-path: x',
    'model-paht: x',
    'input "model-paht" is not defined',
  ],
  ['an input that is missing', '          image: x\n', '', 'missing input "image"'],
  ['an output that there is not', 'outputs.digest ', 'outputs.digset ', 'property "digset"'],
])('%s is found', async (_, right, wrong, message) => {
  const text = everything();
  expect(text).toContain(right);
  const found = await lintWorkflows({ everything: text.replaceAll(right, wrong) });
  expect(found.join('\n')).toContain(message);
});

/** Every action with each of its inputs, and a step that reads each of its outputs. */
function everything(): string {
  const steps = surfaces.flatMap(({ step, action }) => {
    const inputs = Object.entries(step.inputs)
      .filter(([, { only }]) => only?.includes('github') ?? true)
      .map(([name]) => [name, 'x']);
    const outputs = Object.keys(step.outputs).map(
      (name) => `\${{ steps.${step.name}.outputs.${name} }}`,
    );
    return [
      {
        id: step.name,
        uses: usesOf(action),
        with: Object.fromEntries(inputs),
      },
      { run: 'echo "$FOUND"', env: { FOUND: outputs.join(' ') } },
    ];
  });
  return workflowOf(steps);
}

/** Steps of a page in a job, with the inputs of the workflow that they name. */
function jobOf(steps: string): string {
  const names = [...steps.matchAll(/\binputs\.([a-z-]+)/g)].map(([, name = '']) => name);
  const inputs = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  const indented = steps.trimEnd().replaceAll(/^(?=.)/gm, '      ');
  const workflow = workflowOf([], { workflow_dispatch: { inputs } });
  return `${workflow.replace('steps: []', 'steps:').trimEnd()}\n${indented}\n`;
}

function usesOf(action: string): string {
  return `org/package-model/${action.replace(/\/?action\.yml$/, '')}`.replace(/\/?$/, '@v1');
}

function workflowOf(steps: readonly unknown[], on: unknown = 'push'): string {
  const job = { 'runs-on': 'ubuntu-latest', steps };
  return stringify({ on, permissions: {}, jobs: { job } }, { lineWidth: 0 });
}
