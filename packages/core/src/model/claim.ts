import { randomBytes } from 'node:crypto';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { mapLimit } from '../map-limit.ts';
import { OciError } from '../oci/errors.ts';
import { RegistryRepository } from '../oci/registry/registry-repository.ts';
import type { Repository } from '../oci/repository.ts';
import { claimManifest, sendClaimBlobs, stateOf } from './claim-manifest.ts';
import type { Claim, ClaimState } from './claim-manifest.ts';
import { ModelError } from './errors.ts';
import { pause, putSurely } from './put-surely.ts';
import type { WaitDeps } from './put-surely.ts';
import { claimsOf, claimTag, givenUpTag, highestVersion, versionTag } from './versions.ts';

/** How often the lowest of several claims looks whether the others have gone: about two seconds. */
const LOOKS = 8;
const PARALLEL_LOOKS = 4;
/** Quay lists tags from a cache of up to 120 s, which a PUT does not renew. */
const LAG_LIMIT_MS = 150_000;
const LAG_FIRST_MS = 250;
const LAG_CAP_MS = 15_000;

export type ClaimDeps = WaitDeps & {
  readonly log: Pick<Log, 'debug'>;
  /** Called when the list of tags turns out to lag behind what was put. */
  readonly onLag: () => void;
};

/** What came of a claim; `taken`: the number has a version already, whatever the list says. */
export type Claimed =
  { readonly kind: 'won'; readonly claim: Claim } | { readonly kind: 'lost' | 'taken' };

/**
 * Claims a number. It is won when nobody else claims or has it by a list of tags that shows the own
 * claim: a list from before it shows none of the others either. NO_VERSION where it never does.
 */
export async function claimNumber(
  repository: Repository,
  number: number,
  deps: ClaimDeps,
): Promise<Claimed> {
  const nonce = randomBytes(8).toString('hex');
  const created = new Date(deps.clock.now()).toISOString();
  const claim = { number, tag: claimTag(number, nonce), nonce, created };
  const resend = () => sendClaimBlobs(repository, deps.signal);
  const manifest = claimManifest(claim, 'live');
  await putSurely(repository, { manifest, tag: claim.tag, resend }, deps);
  const kind = await outcomeOf(claim, repository, deps);
  if (kind === 'won') return { kind, claim };
  await giveUp(claim, repository, deps);
  if (kind !== 'unlisted') return { kind };
  const message =
    `${repository.name}: its list of tags does not show ${claim.tag}, put ${LAG_LIMIT_MS / 1000} s ` +
    'before, so that two registrations could get one version number; register in another ' +
    'registry, or in a layout folder (dir:PATH)';
  throw new ModelError('NO_VERSION', message);
}

/** Of several claims that see each other the lowest stays, so that one of them gets the number. */
async function outcomeOf(
  claim: Claim,
  repository: Repository,
  deps: ClaimDeps,
): Promise<Claimed['kind'] | 'unlisted'> {
  let waitedMs = 0;
  let [looks, lags] = [0, 0];
  while (looks < LOOKS) {
    const tags = await repository.listTags(deps.signal);
    if (highestVersion(tags) >= claim.number) return 'lost';
    const rivals = await rivalsOf(claim, tags, { repository, deps });
    if (rivals.some((tag) => tag < claim.tag)) return 'lost';
    if (tags.includes(claim.tag)) {
      if (rivals.length === 0) return 'won';
      await pause(looks, deps);
      looks += 1;
    } else {
      deps.onLag();
      if (await isTaken(repository, claim.number, deps.signal)) return 'taken';
      if (waitedMs >= LAG_LIMIT_MS) return 'unlisted';
      const waitMs = Math.min(LAG_CAP_MS, LAG_FIRST_MS * 2 ** lags, LAG_LIMIT_MS - waitedMs);
      await deps.clock.sleep(waitMs, deps.signal);
      waitedMs += waitMs;
      lags += 1;
    }
  }
  return 'lost';
}

/** Whether a version has this number, by its tag itself: a list of tags may come from a cache. */
export async function isTaken(
  repository: Repository,
  number: number,
  signal: AbortSignal,
): Promise<boolean> {
  return (await repository.getManifest(versionTag(number), signal)) !== undefined;
}

async function rivalsOf(
  claim: Claim,
  tags: readonly string[],
  { repository, deps }: { readonly repository: Repository; readonly deps: WaitDeps },
): Promise<string[]> {
  const claims = claimsOf(tags, claim.number, claim.nonce);
  const states = await claimStates(repository, claims, deps);
  return claims.filter((_, index) => states[index] !== 'given-up');
}

/** The states of claims, by their tags. */
export async function claimStates(
  repository: Repository,
  claims: readonly string[],
  deps: WaitDeps,
): Promise<ClaimState[]> {
  return mapLimit(claims, PARALLEL_LOOKS, async (tag) =>
    stateOf(await repository.getManifest(tag, deps.signal), tag, deps.clock.now()),
  );
}

/**
 * Gives a claim up by a manifest that says so, since many registries delete nothing: at its own tag,
 * or beside it where no tag is put twice. Then it is deleted, where that is allowed, for the list of
 * tags to be short.
 */
export async function giveUp(claim: Claim, repository: Repository, deps: ClaimDeps): Promise<void> {
  const givenUp = claimManifest(claim, 'given-up');
  const put = (tag: string) =>
    goes(claim, deps, () => repository.putManifest(givenUp, tag, deps.signal));
  const isReplaced = await put(claim.tag);
  if (!isReplaced) await put(givenUpTag(claim.tag));
  if (!(repository instanceof RegistryRepository)) return;
  // What stands at the claim's tag; the nonce makes its digest its own, so nothing else goes with it.
  const { digest } = isReplaced ? givenUp : claimManifest(claim, 'live');
  await goes(claim, deps, () => repository.deleteManifest(digest, deps.signal));
}

/** False where a registry refuses; that is no failure of a registration. */
async function goes(claim: Claim, deps: ClaimDeps, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    deps.signal.throwIfAborted();
    if (!(error instanceof OciError)) throw error;
    deps.log.debug(`${claim.tag}: ${messageOf(error)}`);
    return false;
  }
}
