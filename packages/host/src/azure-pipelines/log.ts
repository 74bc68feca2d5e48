import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TaskLibrary } from './library.ts';
import type { AzureProgress } from './progress.ts';
import type { HostLog, Issue, IssuePlace, Write } from '../host.ts';
import { createIssueCap, formatIssue, messageWithKey } from '../issues.ts';
import { inertLine, plainLines } from '../plain-line.ts';
import { createProgressLines } from '../progress-lines.ts';

export type AzureLog = HostLog & {
  error(issue: Issue): void;
  /** The annotation that counts the warnings which had none. */
  finish(): void;
};

/**
 * The log of a task. Errors and warnings are issues of the run, with the place in the sources. The
 * agent keeps ten issues of a kind: warnings past the ninth stand in the log, and the last says so.
 */
export function createAzureLog(
  task: TaskLibrary,
  deps: { readonly write: Write; readonly now: () => number; readonly progress: AzureProgress },
): AzureLog {
  const { write, progress } = deps;
  const say = (line: string): void => write(`${plainText(line)}\n`);
  const lines = createProgressLines(say, deps.now);
  const cap = createIssueCap();
  return {
    debug: (line) => {
      if (task.getVariable('System.Debug')?.toLowerCase() === 'true') task.debug(line);
    },
    info: say,
    warn(message, place) {
      const issue = { message, ...(place && { place }) };
      if (cap.shows(issue)) logIssue(task, task.IssueType.Warning, issue);
      else for (const line of plainText(formatIssue(issue)).split('\n')) warningLine(line, write);
    },
    error: (issue) => logIssue(task, task.IssueType.Error, issue),
    progress(event) {
      progress.transfer(event);
      lines(event);
    },
    finish() {
      const rest = cap.rest();
      if (rest !== undefined) logIssue(task, task.IssueType.Warning, rest);
    },
  };
}

/** Text that is no command of the agent, whatever it holds. */
export function plainText(text: string): string {
  return plainLines(text).map(inertLine).join('\n');
}

/** Shown like a warning, and not counted as one. */
function warningLine(line: string, write: Write): void {
  write(`##[warning]${line}\n`);
}

function logIssue(
  task: TaskLibrary,
  type: TaskLibrary['IssueType'][keyof TaskLibrary['IssueType']] & number,
  issue: Issue,
): void {
  const { file, line, column } = issue.place ?? {};
  if (file === undefined) task.logIssue(type, plainText(formatIssue(issue)));
  else task.logIssue(type, plainText(messageWithKey(issue)), sourcePath(file), line, column);
}

/**
 * The agent makes a whole path relative to its repository and links it there; it looks for one that
 * is relative in a folder of its own.
 */
function sourcePath(file: NonNullable<IssuePlace['file']>): string {
  const path = resolve(file);
  return existsSync(path) ? path : file;
}
