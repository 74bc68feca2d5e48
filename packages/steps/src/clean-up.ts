import { rm } from 'node:fs/promises';
import type { Clock } from '@package-model/core/clock';
import { runLabel } from '@package-model/core/engine/of-run';
import type { Run } from '@package-model/core/process/run';
import { namesOfRun } from './candidate-name.ts';

/** What a run that was killed may have left behind. */
export type Leftovers = {
  /** The engine's program; undefined when the step uses none. */
  readonly docker: string | undefined;
  readonly runId: string;
  readonly temporaryDirectory: string | undefined;
};

export type CleanUpDeps = {
  readonly run: Run;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

const ROUNDS = 3;
const PAUSE_MS = 250;

/**
 * Removes the temporary folder, the containers, the networks and the names of images of one run;
 * others stay. Gives what was removed, in words. ToolError where the engine's program cannot be
 * started, Error where the engine does not answer.
 */
export async function cleanUp(leftovers: Leftovers, deps: CleanUpDeps): Promise<readonly string[]> {
  const { docker, runId, temporaryDirectory } = leftovers;
  try {
    return docker === undefined ? [] : await removeFromEngine(docker, runId, deps);
  } finally {
    // A program of the killed step may still write there for a moment.
    if (temporaryDirectory !== undefined) {
      await rm(temporaryDirectory, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

async function removeFromEngine(
  docker: string,
  runId: string,
  deps: CleanUpDeps,
): Promise<readonly string[]> {
  const filter = `--filter=label=${runLabel}=${runId}`;
  const ask = (...words: readonly string[]) => deps.run.run(docker, words, { signal: deps.signal });
  const list = async (...words: readonly string[]): Promise<string[]> => {
    const { exitCode, stdout } = await ask(...words);
    if (exitCode !== 0) throw new Error(`${docker} does not answer`);
    return stdout.split('\n').filter((line) => line !== '');
  };
  const removed: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // A container that the engine was making when the run was killed shows up a moment later.
    if (round > 0) await deps.clock.sleep(PAUSE_MS, deps.signal);
    const containers = await list('container', 'ls', '--all', '--quiet', '--no-trunc', filter);
    if (containers.length === 0) continue;
    await ask('container', 'rm', '--force', '--volumes', '--', ...containers);
    removed.push(...containers.map((id) => `container ${id.slice(0, 12)}`));
  }
  const networks = await list('network', 'ls', '--quiet', '--no-trunc', filter);
  if (networks.length > 0) await ask('network', 'rm', ...networks);
  removed.push(...networks.map((id) => `network ${id.slice(0, 12)}`));
  const reference = `--filter=reference=${namesOfRun(runId)}`;
  const names = await list('image', 'ls', '--format={{.Repository}}:{{.Tag}}', reference);
  if (names.length > 0) await ask('image', 'rm', '--', ...names);
  removed.push(...names.map((name) => `image ${name}`));
  return [...new Set(removed)];
}
