import { systemClock } from '@package-model/core/clock';
import type { Clock } from '@package-model/core/clock';
import type { Pipe } from '@package-model/core/process/pipe';
import type { Run } from '@package-model/core/process/run';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import type { Settings } from '@package-model/core/settings';
import { childEnvironment } from '@package-model/host/child-environment';
import type { Environment, Host } from '@package-model/host/host';
import { programFinder } from '@package-model/host/runner';
import type { StartProgram } from '@package-model/host/runner';
import { readMachineSettings } from '@package-model/host/settings';
import { createHostRun } from './host-run.ts';
import { withoutLogins } from './logins/without-logins.ts';
import { credentialsIn, settingsOf } from './settings.ts';

/** What a step uses of the machine; closing it takes the temporary folder away. */
export type World = AsyncDisposable & {
  readonly run: Run;
  readonly pipe: Pipe;
  readonly clock: Clock;
  readonly settings: Settings;
  /** Found in the environment; to be hidden before anything prints. */
  readonly secrets: readonly string[];
};

/** Opens it; for a pull request from a fork without anybody's logins. */
export type OpenWorld = (isForkPullRequest: boolean) => Promise<World>;

/** The real machine, with the pipeline's tool runner where there is one. */
export async function openWorld(
  environment: Environment,
  kind: Host['kind'],
  start: StartProgram | undefined,
  isForkPullRequest = false,
): Promise<World> {
  const found = await readMachineSettings(environment, kind);
  const without = isForkPullRequest ? await withoutLogins(found) : undefined;
  const machine = without?.machine ?? found;
  const forChildren = { ...childEnvironment(environment), ...without?.variables };
  // A repository must not bring the `git` or `docker` that is run in it.
  const find = programFinder();
  return {
    run: start === undefined ? createRun(forChildren, find) : createHostRun(start, forChildren),
    pipe: createPipe(forChildren, find),
    clock: systemClock,
    settings: settingsOf(machine),
    secrets: credentialsIn(found.network),
    [Symbol.asyncDispose]: () => machine.dispose(),
  };
}
