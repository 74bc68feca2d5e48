import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Environment, RunState } from './host.ts';

/** Keeps what the step's post part has to know, in the file that the runner hands on from. */
export function saveGithubState(state: Partial<RunState>, environment: Environment): void {
  const file = environment['GITHUB_STATE'] ?? '';
  if (file === '') return;
  for (const [name, value] of Object.entries(state)) {
    const delimiter = `ghadelimiter_${randomUUID()}`;
    appendFileSync(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
  }
}

/**
 * What the main part of the step has kept. Undefined when it kept nothing or came to its end: there
 * is nothing to clean up then. A folder that no run of ours would have made is left out.
 */
export function readGithubState(environment: Environment): Partial<RunState> | undefined {
  const state = (name: keyof RunState): string => environment[`STATE_${name}`] ?? '';
  if (!/^[0-9a-f-]{36}$/.test(state('runId')) || state('ended') === 'true') return undefined;
  const folder = state('temporaryDirectory');
  const base = environment['RUNNER_TEMP'] ?? '';
  const isOurs =
    base !== '' &&
    dirname(resolve(folder)) === resolve(base) &&
    basename(folder).startsWith('package-model-');
  return {
    runId: state('runId'),
    ...(isOurs && { temporaryDirectory: folder }),
    ...(state('docker') !== '' && { docker: state('docker') }),
  };
}
