import { readFileSync } from 'node:fs';
import path from 'node:path';
import { camelCase } from '@package-model/host/input-names';
import { parseInputs } from '@package-model/steps/parse-inputs';
import { expect, test } from 'vitest';
import { parseFlags } from '../../../packages/cli/src/flags.ts';
import { surfaces, terminalSteps } from '../../../packages/tooling/src/surfaces.ts';
import type { Surface } from '../../../packages/tooling/src/surfaces.ts';
import { documents, projectRoot } from './snippets.ts';

/*
 * Each row of the tables of docs/migrate is held against the step that its heading names: inputs with
 * their values and outputs must be there and be taken. A row without an equivalent says why.
 */

type Row = {
  readonly at: string;
  /** What the heading names: a path of an action, `Task@1`, or a command. */
  readonly step: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
};

type Subject = Pick<Surface, 'step' | 'command'> & Partial<Surface>;
type Dialect = 'action' | 'task' | 'command';

const COMMAND = 'package-model ';
const OUTPUT = 'outputs.';
/** Of the engine or the service, not of a step. */
const ELSEWHERE = /^(?:docker run |POST \/score$)/;

const pages = documents().filter((file) => file.startsWith('docs/migrate/'));
const rows = pages.filter((file) => !file.endsWith('README.md')).flatMap(rowsOf);

function rowsOf(file: string): Row[] {
  const lines = readFileSync(path.join(projectRoot, file), 'utf8').split('\n');
  let heading = '';
  return lines.flatMap((line, index) => {
    if (line.startsWith('#')) heading = line;
    const cells = line.startsWith('|') ? line.slice(1).split('|').slice(0, 3) : [];
    const [before = '', after = '', why = ''] = cells.map((cell) => cell.trim());
    if (before === '' || before === 'before' || before.startsWith('-')) return [];
    const step = /: `([^`]+)`$/.exec(heading)?.[1] ?? '';
    return [{ at: `${file}:${index + 1}`, step, before, after, why }];
  });
}

function subjectOf(named: string): { readonly subject: Subject; readonly dialect: Dialect } {
  const all: readonly Subject[] = [...surfaces, ...terminalSteps];
  const ways: readonly (readonly [Dialect, Subject | undefined])[] = [
    ['command', all.find(({ command }) => `${COMMAND}${command}` === named)],
    ['task', all.find(({ task = '' }) => `${task}@1` === named)],
    ['action', all.find(({ action = '' }) => [named, `${named}/action.yml`].includes(action))],
  ];
  for (const [dialect, subject] of ways) if (subject !== undefined) return { subject, dialect };
  throw new Error(`${named} is no step`);
}

/** Values of inputs that a row gives, by the inputs' own names; adds what is wrong to `faults`. */
function inputsOf(spans: readonly string[], row: Row, faults: string[]): Record<string, string> {
  const { subject, dialect } = subjectOf(row.step);
  const { inputs, outputs } = subject.step;
  const given: Record<string, string> = {};
  for (const span of spans) {
    if (ELSEWHERE.test(span)) continue;
    if (span.startsWith(OUTPUT)) {
      if (!Object.hasOwn(outputs, span.slice(OUTPUT.length))) faults.push(`no output: ${span}`);
    } else if (dialect === 'command') {
      const words = span.replace(`${row.step} `, '').split(' ');
      const flags = parseFlags(words, inputs);
      faults.push(...flags.faults.map(({ message }) => message));
      faults.push(...flags.positionals.map((word) => `${word} belongs to nothing`));
      Object.assign(given, flags.inputs);
    } else {
      const [, key = span, value = ''] = /^(\w[\w-]*): (.+)$/.exec(span) ?? [];
      const names = Object.keys(inputs);
      const name = names.find((one) => (dialect === 'task' ? camelCase(one) : one) === key);
      if (name === undefined) faults.push(`no input: ${span}`);
      else given[name] = value;
    }
  }
  return given;
}

function faultsOf(row: Row): readonly string[] {
  const spans = [...row.after.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  if (row.after === '–') return row.why.length < 15 ? ['it does not say why'] : [];
  if (spans.length === 0) return ['neither an equivalent nor –'];
  const faults: string[] = [];
  const given = inputsOf(spans, row, faults);
  const { inputs } = subjectOf(row.step).subject.step;
  const table = Object.entries(inputs).filter(([name]) => Object.hasOwn(given, name));
  const raw = Object.entries(given).map(([name, text]) => [name, { text }]);
  try {
    parseInputs(Object.fromEntries(table), Object.fromEntries(raw), (name) => name);
  } catch (error) {
    faults.push(String(error));
  }
  return faults;
}

test.each(rows)('$at: $before', (row) => {
  expect(faultsOf(row)).toEqual([]);
});

test('every page has tables, and the first page leads to each', () => {
  const index = readFileSync(path.join(projectRoot, 'docs/migrate/README.md'), 'utf8');
  for (const page of pages.filter((file) => !file.endsWith('README.md'))) {
    expect(
      rows.some(({ at }) => at.startsWith(page)),
      page,
    ).toBe(true);
    expect(index).toContain(`(${path.basename(page)})`);
  }
});
