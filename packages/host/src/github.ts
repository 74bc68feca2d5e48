import { randomBytes } from 'node:crypto';
import { formatCommand, formatStopped, mayBeCommand } from './github-commands.ts';
import type { Environment, Host, HostLog, Issue, IssuePlace, Write } from './host.ts';
import { capIssues, formatIssue, messageWithKey } from './issues.ts';
import { createHiding } from './masks.ts';
import { plainLines } from './plain-line.ts';
import { createProgressLines } from './progress-lines.ts';
import { cutSummary } from './summary.ts';

export type GithubDeps = {
  readonly environment: Environment;
  readonly write: Write;
  readonly now: () => number;
};

/**
 * The host of a GitHub action. Inputs are `INPUT_<NAME>` with hyphens kept. @actions/core is loaded
 * for outputs and the summary only: it is slow to load, and a failing input must not wait for it.
 */
export function createGithubHost(deps: GithubDeps): Host {
  const { environment, write } = deps;
  return {
    kind: 'github',
    log: createLog(deps),
    readInputs: (names) => Promise.resolve(readInputs(names, environment)),
    spell: (inputName) => inputName,
    addSecret: createHiding((part) => write(formatCommand('add-mask', part))),
    async group(title, work) {
      write(formatCommand('group', title));
      try {
        return await work();
      } finally {
        write(formatCommand('endgroup', ''));
      }
    },
    async setOutputs(outputs) {
      const core = await import('@actions/core');
      for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
    },
    fail(issues, exitCode) {
      const { shown, rest } = capIssues(issues);
      for (const issue of shown) write(formatCommand('error', ...annotation(issue)));
      for (const issue of rest) writeText(formatIssue(issue), write);
      return exitCode;
    },
    async summarize(markdown) {
      if ((environment['GITHUB_STEP_SUMMARY'] ?? '') === '') return;
      const { summary } = await import('@actions/core');
      await summary.addRaw(cutSummary(markdown), true).write();
    },
  };
}

function createLog(deps: GithubDeps): HostLog {
  const { write } = deps;
  return {
    debug: (line) => write(formatCommand('debug', line)),
    info: (line) => writeText(line, write),
    warn: (line, place) =>
      write(formatCommand('warning', ...annotation({ message: line, ...(place && { place }) }))),
    progress: createProgressLines((line) => writeText(line, write), deps.now),
  };
}

function readInputs(
  names: readonly string[],
  environment: Environment,
): Readonly<Record<string, string>> {
  const inputs: Record<string, string> = {};
  for (const name of names) {
    const text = environment[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`];
    if (text !== undefined && text.trim() !== '') inputs[name] = text;
  }
  return inputs;
}

function annotation(
  issue: Issue,
): [message: string, properties: Record<string, string | number | undefined>] {
  const place: IssuePlace = issue.place ?? {};
  if (place.file === undefined) return [formatIssue(issue), {}];
  return [messageWithKey(issue), { file: place.file, line: place.line, col: place.column }];
}

function writeText(text: string, write: Write): void {
  const lines = plainLines(text);
  const plain = lines.join('\n');
  if (lines.some(mayBeCommand)) write(formatStopped(plain, randomBytes(16).toString('hex')));
  else write(`${plain}\n`);
}
