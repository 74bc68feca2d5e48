import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskLibrary } from './library.ts';
import type { Made } from '../host.ts';

type Task = Pick<TaskLibrary, 'command' | 'getVariable'>;

/** Shows a report (Markdown) in the tab Extensions of the run. */
export async function uploadSummary(task: Task, markdown: string): Promise<void> {
  task.command('task.uploadsummary', {}, await keep(task, 'package-model.md', markdown));
}

/**
 * Shows what a step made. The agent does what commands ask for after the task, and fails the task
 * where it cannot: nothing is asked that this kind of run does not have.
 */
export async function publish(task: Task, made: Made): Promise<void> {
  switch (made.kind) {
    case 'test-results':
      return publishTestResults(task, made);
    case 'file': {
      // Unlike a pipeline artifact, this kind takes the files of a later attempt of the job, too.
      const properties = { containerfolder: made.name, artifactname: made.name };
      if (isBuild(task)) task.command('artifact.upload', properties, made.path);
      else task.command('task.uploadfile', {}, made.path);
      return;
    }
    case 'run-tag':
      // A pull request from a fork may not change its run.
      if (isBuild(task) && !isFork(task)) task.command('build.addbuildtag', {}, runTag(made.text));
      return;
    case 'image':
      return;
    default:
      made satisfies never;
  }
}

async function publishTestResults(
  task: Task,
  { title, junit }: Extract<Made, { readonly kind: 'test-results' }>,
): Promise<void> {
  const resultFiles = await keep(task, 'smoke-junit.xml', await junit());
  const properties = {
    type: 'JUnit',
    mergeResults: 'true',
    runTitle: title,
    publishRunAttachments: 'true',
    resultFiles,
    testRunSystem: 'package-model',
  };
  task.command('results.publish', properties, '');
}

/** Letters, digits, `.`, `_` and `-`: the agent puts a tag into an address, where `:` ends it. */
export function runTag(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 128);
}

/** A file that outlives this process: the agent reads it later, and empties the folder itself. */
async function keep(task: Task, name: string, text: string): Promise<string> {
  const base = task.getVariable('Agent.TempDirectory') ?? tmpdir();
  const path = join(await mkdtemp(join(base, 'shown-')), name);
  await writeFile(path, text);
  return path;
}

function isBuild(task: Task): boolean {
  return (task.getVariable('System.HostType') ?? 'build').toLowerCase() === 'build';
}

function isFork(task: Task): boolean {
  return task.getVariable('System.PullRequest.IsFork')?.toLowerCase() === 'true';
}
