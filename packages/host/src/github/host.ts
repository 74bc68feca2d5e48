import { randomBytes } from 'node:crypto';
import { annotationOf } from './annotations.ts';
import type { AnnotationKind, Workspace } from './annotations.ts';
import { formatCommand, formatStopped } from './commands.ts';
import { githubIdentity } from './identity.ts';
import { saveGithubState } from './state.ts';
import type { Environment, Host, HostLog, Issue, Made, Write } from '../host.ts';
import { SHOWN_ISSUES, capIssues, formatIssue } from '../issues.ts';
import { createHiding } from '../masks.ts';
import { plainLines, startsCommand, withoutMarks } from '../plain-line.ts';
import { createProgressLines } from '../progress-lines.ts';
import { cutSummary } from '../summary.ts';

export type GithubDeps = {
  readonly environment: Environment;
  readonly write: Write;
  readonly now: () => number;
  /** Where relative paths of the call start; by default where the process does. */
  readonly workingDirectory?: string;
};

/**
 * The host of a GitHub action. Inputs are `INPUT_<NAME>` with hyphens kept. @actions/core is loaded
 * for outputs and the summary only: it is slow to load, and a failing input must not wait for it.
 */
export function createGithubHost(deps: GithubDeps): Host {
  const { environment, write } = deps;
  const annotations = createAnnotations(deps);
  return {
    kind: 'github',
    log: createLog(deps, annotations),
    identity: githubIdentity(environment),
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
      const { setOutput } = await import('./files.ts');
      for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
    },
    fail(issues, exitCode) {
      const { shown, rest } = capIssues(issues);
      for (const issue of shown) annotations.show('error', issue);
      for (const issue of rest) writeText(formatIssue(issue), write);
      return exitCode;
    },
    async summarize(markdown) {
      if ((environment['GITHUB_STEP_SUMMARY'] ?? '') === '') return;
      const { summary } = await import('./files.ts');
      await summary.addRaw(cutSummary(markdown), true).write();
    },
    keepState: (state) => saveGithubState(state, environment),
    publish: (made) => publish(made, environment),
    finish: () => annotations.finish(),
  };
}

/** Test results and files have no place on GitHub's pages but the summary. */
async function publish(made: Made, environment: Environment): Promise<void> {
  if (made.kind !== 'image') return;
  const { declareImage } = await import('./artifacts.ts');
  await declareImage(made.reference, environment);
}

type Annotations = {
  /** Annotates an issue, whatever was shown before. */
  show(kind: AnnotationKind, issue: Issue): void;
  /** Annotates it while the page has room for one of its kind, else prints it as a line. */
  offer(kind: AnnotationKind, issue: Issue): void;
  /** Counts what had no room, in one last annotation of its kind. */
  finish(): void;
};

function createAnnotations({ environment, write, ...deps }: GithubDeps): Annotations {
  const { workingDirectory = process.cwd() } = deps;
  const where: Workspace = {
    workspace: environment['GITHUB_WORKSPACE'] || workingDirectory,
    workingDirectory,
  };
  const counts = new Map<AnnotationKind, number>();
  const show = (kind: AnnotationKind, issue: Issue): void => {
    const { message, properties, isCut } = annotationOf(issue, where);
    if (isCut) writeText(formatIssue(issue), write);
    write(formatCommand(kind, message, properties));
  };
  return {
    show,
    offer(kind, issue) {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      if (count <= SHOWN_ISSUES) show(kind, issue);
      else writeText(`${kind}: ${formatIssue(issue)}`, write);
    },
    finish() {
      for (const [kind, count] of counts) {
        const more = count - SHOWN_ISSUES;
        if (more > 0) show(kind, { message: `and ${more} more; the log has all of them` });
      }
      counts.clear();
    },
  };
}

function createLog({ write, now }: GithubDeps, annotations: Annotations): HostLog {
  return {
    debug: (line) => write(formatCommand('debug', line)),
    info: (line) => writeText(line, write),
    warn: (message, place) => annotations.offer('warning', { message, ...(place && { place }) }),
    notice: (message) => annotations.offer('notice', { message }),
    progress: createProgressLines((line) => writeText(line, write), now),
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

function writeText(text: string, write: Write): void {
  const lines = plainLines(text).map(withoutMarks);
  const plain = lines.join('\n');
  if (lines.some(startsCommand)) write(formatStopped(plain, randomBytes(16).toString('hex')));
  else write(`${plain}\n`);
}
