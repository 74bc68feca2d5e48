import type { Fault } from '@package-model/core/errors';
import type { ImageReference, ModelRegistryLocation } from '@package-model/core/oci/reference';
import type { Secret } from '@package-model/core/secret';
import type { Job } from '../step.ts';

type Wanted = {
  readonly attest: boolean;
  /** Of the chain. */
  readonly push?: boolean;
  readonly 'github-token': Secret | undefined;
  readonly image?: ImageReference | undefined;
  readonly 'model-registry'?: ModelRegistryLocation | undefined;
};

/**
 * Why what is to be signed cannot be; [] where it can, or nothing is to be. A run that pushes nothing
 * signs nothing either: a pull request from a fork, and a chain without push.
 */
export function attestFaults(
  values: Wanted,
  spell: (inputName: string) => string,
  { identity, isForkPullRequest }: Job,
): readonly Fault[] {
  if (!values.attest || values.push === false || isForkPullRequest === true) return [];
  const reasons = [reasonOf(values, spell), hindrance(identity)];
  const place = { key: spell('attest') };
  return reasons.flatMap((message) => (message === undefined ? [] : [{ message, place }]));
}

function reasonOf(values: Wanted, spell: (inputName: string) => string): string | undefined {
  const target = values.image?.location ?? values['model-registry'];
  if (target?.kind === 'layout') {
    return `signs what is pushed to a registry, and ${spell('image')} is a folder; name a registry, or leave it out`;
  }
  if (values['github-token'] !== undefined) return undefined;
  return `stores what it signs with GitHub and needs ${spell('github-token')}; leave that at its default`;
}

function hindrance(identity: Job['identity']): string | undefined {
  if (identity?.kind !== 'github') return 'signs in a job of GitHub Actions alone; leave it out';
  const { attestations } = identity;
  return 'fault' in attestations ? attestations.fault : undefined;
}
