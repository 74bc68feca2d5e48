import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Environment, RunState } from '../host.ts';
import { readRunState } from '../run-state.ts';

/** Keeps what the step's post part has to know, in the file that the runner hands on from. */
export function saveGithubState(state: Partial<RunState>, environment: Environment): void {
  const file = environment['GITHUB_STATE'] ?? '';
  if (file === '') return;
  for (const [name, value] of Object.entries(state)) {
    const delimiter = `ghadelimiter_${randomUUID()}`;
    appendFileSync(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
  }
}

/** What the main part of the step has kept, as the runner hands it on. */
export function readGithubState(environment: Environment): Partial<RunState> | undefined {
  const kept = (name: keyof RunState): string => environment[`STATE_${name}`] ?? '';
  return readRunState(kept, environment['RUNNER_TEMP']);
}
