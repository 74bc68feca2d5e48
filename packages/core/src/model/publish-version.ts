import type { Log } from '../log.ts';
import { bytesSource } from '../oci/bytes-source.ts';
import { LayoutRepository } from '../oci/layout/layout-repository.ts';
import type { BlobSource, ManifestContent, Repository } from '../oci/repository.ts';
import { claimNumber, claimStates, giveUp, isTaken } from './claim.ts';
import type { ClaimDeps } from './claim.ts';
import { putClaimBlobs } from './claim-manifest.ts';
import { ModelError } from './errors.ts';
import { pause, putSurely } from './put-surely.ts';
import type { WaitDeps } from './put-surely.ts';
import { claimsOf, highestVersion, versionTag } from './versions.ts';

/** What a version's manifest is, once its number is known; its blobs are stored by then. */
export type Versioned = (
  version: string,
) => Promise<{ readonly config: Uint8Array; readonly manifest: ManifestContent }>;

export type PublishDeps = WaitDeps & {
  readonly log: Pick<Log, 'debug' | 'info'>;
  /** Sends the version's layers without asking, for a registry that misses one it said it had. */
  readonly resend: () => Promise<void>;
};

export type Published = { readonly version: string; readonly manifest: ManifestContent };

const ROUNDS = 400;
const PATIENCE = 20;
const COLLISIONS = 3;

/**
 * Gives a model its next version number: under a lock in a folder, by claims on a registry, which
 * has no compare-and-swap. No two registrations ever get the same number.
 */
export async function publishVersion(
  repository: Repository,
  versioned: Versioned,
  deps: PublishDeps,
): Promise<Published> {
  if (repository instanceof LayoutRepository) return inLayout(repository, versioned, deps);
  return byClaims(repository, versioned, deps);
}

async function inLayout(
  repository: LayoutRepository,
  versioned: Versioned,
  deps: PublishDeps,
): Promise<Published> {
  let published: Published | undefined;
  await repository.putManifestUnderLock(async (tags) => {
    const version = String(highestVersion(tags) + 1);
    const { config, manifest } = await versioned(version);
    await repository.putBlob(configSource(config), deps.signal);
    published = { version, manifest };
    return { tag: versionTag(version), manifest };
  }, deps.signal);
  if (published === undefined) throw new ModelError('NO_VERSION', 'no version was given');
  return published;
}

/** The version's number is in it, so no store has it yet. */
function configSource(config: Uint8Array): BlobSource {
  return bytesSource('model config', config, { likelyPresent: false });
}

/** What a registration has learned of numbers. */
type Known = {
  /** A number that stayed claimed, and how often it was waited for. */
  readonly blocked: { readonly number: number; readonly waits: number };
  /** The highest number that has a version, where the list of tags did not show it. */
  readonly taken: number;
};

async function byClaims(
  repository: Repository,
  versioned: Versioned,
  given: PublishDeps,
): Promise<Published> {
  const deps = { ...given, onLag: lagTeller(repository, given.log) };
  await putClaimBlobs(repository, deps.signal);
  let known: Known = { blocked: { number: 0, waits: 0 }, taken: 0 };
  let collisions = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { number, isClaimed } = await nextNumber(repository, known, deps);
    if (isClaimed) {
      const { blocked } = known;
      const waits = blocked.number === number ? blocked.waits + 1 : 1;
      known = { ...known, blocked: { number, waits } };
    } else {
      const tried = await tryNumber(number, repository, { versioned, deps });
      if (tried.kind === 'published') return tried.published;
      if (tried.kind !== 'lost') known = { ...known, taken: number };
      if (tried.kind === 'overwritten') collisions += 1;
      if (collisions >= COLLISIONS) throw overwritten(repository, number);
    }
    await pause(round, deps);
  }
  const message = `${repository.name}: too many registrations at once; run again in a minute`;
  throw new ModelError('NO_VERSION', message);
}

function lagTeller(repository: Repository, log: Pick<Log, 'info'>): () => void {
  let isTold = false;
  return () => {
    if (isTold) return;
    isTold = true;
    const wait = 'waiting until it shows what was put, so that no version number is given twice';
    log.info(`The list of tags of ${repository.name} lags; ${wait}.`);
  };
}

function overwritten(repository: Repository, number: number): ModelError {
  const message =
    `${repository.name}: ${versionTag(number)} holds another manifest than was put there, time ` +
    'after time; register through one region of the registry, and from one place at a time';
  return new ModelError('NO_VERSION', message);
}

/** `taken`: it had a version already; `overwritten`: another's stands there after ours was put. */
type Tried =
  | { readonly kind: 'published'; readonly published: Published }
  | { readonly kind: 'lost' | 'taken' | 'overwritten' };

async function tryNumber(
  number: number,
  repository: Repository,
  how: { readonly versioned: Versioned; readonly deps: PublishDeps & ClaimDeps },
): Promise<Tried> {
  const { deps } = how;
  const version = String(number);
  const { config, manifest } = await how.versioned(version);
  await repository.putBlob(configSource(config), deps.signal);
  const claimed = await claimNumber(repository, number, deps);
  if (claimed.kind !== 'won') return claimed;
  if (await isTaken(repository, number, deps.signal)) {
    await giveUp(claimed.claim, repository, deps);
    return { kind: 'taken' };
  }
  const tag = versionTag(number);
  await putSurely(repository, { manifest, tag, resend: deps.resend }, deps);
  const stands = await repository.getManifest(tag, deps.signal);
  // A tag that does not show yet shows nobody else's manifest either.
  const isOurs = stands === undefined || stands.digest === manifest.digest;
  return isOurs ? { kind: 'published', published: { version, manifest } } : { kind: 'overwritten' };
}

/**
 * The next number, and whether another registration is at work on it. A claim that is stale, or has
 * outlasted our patience without a version coming of it, is passed over, never taken.
 */
async function nextNumber(
  repository: Repository,
  { blocked, taken }: Known,
  deps: WaitDeps,
): Promise<{ readonly number: number; readonly isClaimed: boolean }> {
  const tags = await repository.listTags(deps.signal);
  const listed = highestVersion(tags);
  for (let number = Math.max(listed, taken) + 1; ; number += 1) {
    // A list that has missed one version may have missed those after it.
    if (taken > listed && (await isTaken(repository, number, deps.signal))) continue;
    const states = await claimStates(repository, claimsOf(tags, number), deps);
    if (states.every((state) => state === 'given-up')) return { number, isClaimed: false };
    const isPatient = number !== blocked.number || blocked.waits < PATIENCE;
    if (isPatient && states.includes('live')) return { number, isClaimed: true };
  }
}
