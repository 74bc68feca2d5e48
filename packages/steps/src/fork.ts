import type { Fault } from '@package-model/core/errors';
import { modelLocation } from '@package-model/core/oci/reference';
import type { ImageReference, ModelRegistryLocation } from '@package-model/core/oci/reference';
import type { RunOrigin } from '@package-model/host/run-origin';
import type { InputTable, StepContext } from './step.ts';

/** Where a run that pushes nothing has its models and images: a folder that goes with the runner. */
export const forkRegistry = { kind: 'layout', path: '.models' } as const;

type Context = Pick<StepContext, 'isForkPullRequest'>;

/** The registry that versions are written to: for a pull request from a fork never that of others. */
export function registryToWrite(
  registry: ModelRegistryLocation | undefined,
  { isForkPullRequest }: Context,
): ModelRegistryLocation | undefined {
  return isForkPullRequest === true ? forkRegistry : registry;
}

/** The image's target: for a pull request from a fork a folder. */
export function targetToWrite(image: ImageReference, { isForkPullRequest }: Context) {
  return isForkPullRequest === true ? targetHere(image) : image;
}

/** The same target in a folder of the workspace, by the last part of its name. */
export function targetHere(image: ImageReference): ImageReference {
  const { location } = image;
  if (location.kind === 'layout') return image;
  const name = location.repository.split('/').at(-1) ?? '';
  return { ...image, location: modelLocation(forkRegistry, name) };
}

/** What stops a run at once: files of a fork where the rights of the repository are. */
export function originFaults(origin: RunOrigin): readonly Fault[] {
  if (origin.kind !== 'fork-with-rights') return [];
  const message =
    `this run was started by ${origin.event} for a pull request from a fork, and has the rights of ` +
    'the repository: whoever opened it could run code with these rights; package models on ' +
    'pull_request, which has no rights';
  return [{ message }];
}

/** The given inputs that a pull request from a fork must not get: secrets, and whose they are. */
export function secretsGiven(
  table: InputTable,
  given: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.keys(given).filter((name) => {
    const other = table[name.replace(/-username$/, '-password')];
    return table[name]?.group === 'logins' || other?.secret === true;
  });
}

/** What every run for a pull request from a fork says first. */
export function forkNotice(withheld: readonly string[]): string {
  const secrets = withheld.length === 0 ? '' : ` Not used: ${withheld.join(', ')}.`;
  return `This is a pull request from a fork: what it makes stays in the folder ${forkRegistry.path}, without logins, and nothing is pushed.${secrets}`;
}
