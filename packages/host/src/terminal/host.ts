import type { Answer, Host, HostLog, Issue, Outputs, Write } from '../host.ts';
import { formatIssue } from '../issues.ts';
import type { Masks } from '../masks.ts';
import { createMasks } from '../masks.ts';
import { inertJson, inertLine, plainLines } from '../plain-line.ts';
import { createProgressBar } from './progress-bar.ts';
import { createProgressLines } from '../progress-lines.ts';

export type TerminalDeps = {
  readonly stdout: Write;
  readonly stderr: Write;
  readonly now: () => number;
  /** The inputs that the command line gave. */
  readonly inputs: Readonly<Record<string, string>>;
  /** `json`: the outputs as one JSON object on stdout, instead of a line each. */
  readonly outputs: 'json' | 'lines';
  /** `bar`: one line that is drawn again and again; `lines`: seldom a line, for pipelines. */
  readonly progress: 'bar' | 'lines';
  readonly debug: boolean;
};

/** The host of the command line: outputs go to stdout, everything else to stderr. */
export function createTerminalHost(deps: TerminalDeps): Host {
  const masks = createMasks();
  const bar = createProgressBar(deps.stderr, deps.now);
  const answers: Answer[] = [];
  const say = (text: string): void => {
    bar.clear();
    deps.stderr(`${printable(text, masks)}\n`);
  };
  return {
    kind: 'terminal',
    log: createLog(deps, say, (event) => bar.draw(event)),
    readInputs: () => Promise.resolve(deps.inputs),
    spell: (inputName) => `--${inputName}`,
    addSecret: (value) => masks.add(value),
    group(title, work) {
      say(title);
      return work();
    },
    answer(answer) {
      bar.clear();
      if (deps.outputs === 'json') answers.push(answer);
      else deps.stdout(`${printable(answer.text, masks)}\n`);
    },
    setOutputs(outputs) {
      bar.clear();
      const json = (): string => `${outputJson(outputs, answers)}\n`;
      deps.stdout(deps.outputs === 'json' ? json() : outputLines(outputs));
      return Promise.resolve();
    },
    fail(issues: readonly Issue[], exitCode) {
      for (const issue of issues) say(`error: ${formatIssue(issue)}`);
      return exitCode;
    },
  };
}

function createLog(
  deps: TerminalDeps,
  say: (text: string) => void,
  draw: HostLog['progress'],
): HostLog {
  return {
    debug: (line) => {
      if (deps.debug) say(`debug: ${line}`);
    },
    info: say,
    warn: (message, place) => say(`warning: ${formatIssue({ message, ...(place && { place }) })}`),
    progress: deps.progress === 'bar' ? draw : createProgressLines(say, deps.now),
  };
}

/** A command line inside a pipeline is read by the pipeline too: its lines are made inert. */
function printable(text: string, masks: Masks): string {
  return plainLines(masks.apply(text)).map(inertLine).join('\n');
}

/** One line of JSON. */
function outputJson(outputs: Outputs, answers: readonly Answer[]): string {
  const answered = Object.fromEntries(answers.map(({ name, data }) => [name, data]));
  return inertJson(JSON.stringify({ ...outputs, ...answered }));
}

function outputLines(outputs: Outputs): string {
  const names = Object.keys(outputs);
  const width = Math.max(0, ...names.map((name) => name.length));
  return Object.entries(outputs)
    .map(
      ([name, value]) => `${name.padEnd(width)}  ${plainLines(value).map(inertLine).join(' ')}\n`,
    )
    .join('');
}
