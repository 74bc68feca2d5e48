import { readFileSync } from 'node:fs';
import path from 'node:path';
import { camelCase } from '@package-model/host/input-names';
import { parseFlags } from '../../../packages/cli/src/flags.ts';
import { surfaces, terminalSteps } from '../../../packages/tooling/src/surfaces.ts';
import type { Surface } from '../../../packages/tooling/src/surfaces.ts';
import { documents, projectRoot } from './snippets.ts';

/** A row of a table "before, after" of docs/migrate. */
export type Row = {
  readonly at: string;
  readonly page: string;
  /** The words of the heading above, without its marks. */
  readonly heading: string;
  /** What the heading names: a path of an action, `Task@1`, or a command. */
  readonly step: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
};

/** What the middle column of a row says, in the names of the step's inputs and outputs. */
export type Reading = {
  readonly subject: Pick<Surface, 'step' | 'command'>;
  readonly dialect: Dialect;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
  /** Commands and requests of the engine and the service. */
  readonly elsewhere: readonly string[];
  readonly faults: readonly string[];
};

export type Dialect = 'action' | 'task' | 'command';

type Subject = Reading['subject'] & Partial<Surface>;

const COMMAND = 'package-model ';
const OUTPUT = 'outputs.';
const ELSEWHERE = /^(?:docker run |POST \/score$)/;

/** All pages of docs/migrate. */
export const pages = documents().filter((file) => file.startsWith('docs/migrate/'));
/** The rows of all their tables. */
export const rows = pages.filter((file) => !file.endsWith('README.md')).flatMap(rowsOf);

function rowsOf(page: string): Row[] {
  const lines = readFileSync(path.join(projectRoot, page), 'utf8').split('\n');
  let heading = '';
  return lines.flatMap((line, index) => {
    if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
    const cells = line.startsWith('|') ? line.slice(1).split('|').slice(0, 3) : [];
    const [before = '', after = '', why = ''] = cells.map((cell) => cell.trim());
    if (before === '' || before === 'before' || before.startsWith('-')) return [];
    const step = /: `([^`]+)`$/.exec(heading)?.[1] ?? '';
    return [{ at: `${page}:${index + 1}`, page, heading, step, before, after, why }];
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

/** Whether a row has an equivalent to be read. */
export function hasEquivalent({ after }: Row): boolean {
  return after !== '–';
}

/** Reads the code of a row's middle column. */
export function readRow({ after, step }: Row): Reading {
  const { subject, dialect } = subjectOf(step);
  const spans = [...after.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  const inputs: Record<string, string> = {};
  const faults: string[] = spans.length === 0 ? ['neither an equivalent nor –'] : [];
  const outputs: string[] = [];
  const elsewhere = spans.filter((span) => ELSEWHERE.test(span));
  for (const span of spans.filter((one) => !elsewhere.includes(one))) {
    if (span.startsWith(OUTPUT)) outputs.push(span.slice(OUTPUT.length));
    else if (dialect === 'command') {
      const words = span.replace(`${step} `, '').split(' ');
      const flags = parseFlags(words, subject.step.inputs);
      faults.push(...flags.faults.map(({ message }) => message));
      faults.push(...flags.positionals.map((word) => `${word} belongs to nothing`));
      Object.assign(inputs, flags.inputs);
    } else {
      const [, key = span, value = ''] = /^(\w[\w-]*): (.+)$/.exec(span) ?? [];
      const names = Object.keys(subject.step.inputs);
      const name = names.find((one) => (dialect === 'task' ? camelCase(one) : one) === key);
      if (name === undefined) faults.push(`no input: ${span}`);
      else inputs[name] = value;
    }
  }
  const unknown = outputs.filter((name) => !Object.hasOwn(subject.step.outputs, name));
  faults.push(...unknown.map((name) => `no output: ${name}`));
  return { subject, dialect, inputs, outputs, elsewhere, faults };
}
