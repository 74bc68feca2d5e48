import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { canonicalJson } from '../canonical-json.ts';
import { mapLimit } from '../map-limit.ts';
import { codeOf } from '../errors.ts';
import { parseManifest } from '../oci/descriptor.ts';
import { digestOf } from '../oci/digest.ts';
import { LayoutRepository } from '../oci/layout/layout-repository.ts';
import { mediaTypes } from '../oci/media-types.ts';
import { RegistryRepository } from '../oci/registry/registry-repository.ts';
import type { BlobSource, ManifestContent, Repository } from '../oci/repository.ts';
import { bytesSource } from '../oci/bytes-source.ts';
import { ModelError } from './errors.ts';
import { claimsOf, claimTag, highestVersion, versionTag } from './versions.ts';

/** What a version's manifest is, once its number is known; its blobs are stored by then. */
export type Versioned = (
  version: string,
) => Promise<{ readonly config: Uint8Array; readonly manifest: ManifestContent }>;

export type PublishDeps = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Sends the version's layers without asking, for a registry that misses one it said it had. */
  readonly resend: () => Promise<void>;
};

export type Published = { readonly version: string; readonly manifest: ManifestContent };

const STALE_CLAIM_MS = 10 * 60_000;
const ROUNDS = 400;
const PATIENCE = 20;
const PUT_TRIES = 3;
const LOOKS = 8;
const PARALLEL_LOOKS = 4;
const CREATED = 'org.opencontainers.image.created';

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

async function byClaims(
  repository: Repository,
  versioned: Versioned,
  deps: PublishDeps,
): Promise<Published> {
  await repository.putBlob(bytesSource('claim', emptyJson), deps.signal);
  let blocked: Blocked = { number: 0, waits: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const { number, isClaimed } = await nextNumber(repository, blocked, deps);
    if (isClaimed) {
      blocked = { number, waits: blocked.number === number ? blocked.waits + 1 : 1 };
      await pause(round, deps);
      continue;
    }
    const { config, manifest } = await versioned(String(number));
    await repository.putBlob(configSource(config), deps.signal);
    if (await claim(repository, number, deps)) {
      const { resend } = deps;
      await putSurely(repository, { manifest, tag: versionTag(number), resend }, deps);
      return { version: String(number), manifest };
    }
    await pause(round, deps);
  }
  const message = `${repository.name}: too many registrations at once; run again in a minute`;
  throw new ModelError('NO_VERSION', message);
}

type Put = {
  readonly manifest: ManifestContent;
  readonly tag: string;
  /** Sends the manifest's blobs once more. */
  readonly resend: () => Promise<unknown>;
};

/**
 * Puts a manifest whose blobs are stored. Refused for a missing one, the blobs are sent once more
 * after a moment: while another registration writes the very blob, some registries do not have it.
 */
async function putSurely(repository: Repository, put: Put, deps: PublishDeps): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await repository.putManifest(put.manifest, put.tag, deps.signal);
    } catch (error) {
      if (codeOf(error) !== 'BLOB_UNKNOWN' || attempt >= PUT_TRIES) throw error;
      await pause(attempt, deps);
      await put.resend();
    }
  }
}

/** A number that stayed claimed, and how often it was waited for. */
type Blocked = { readonly number: number; readonly waits: number };

/**
 * The next number, and whether another registration is at work on it. A claim that is stale, or has
 * outlasted our patience without a version coming of it, is passed over, never taken.
 */
async function nextNumber(
  repository: Repository,
  blocked: Blocked,
  deps: PublishDeps,
): Promise<{ readonly number: number; readonly isClaimed: boolean }> {
  const tags = await repository.listTags(deps.signal);
  for (let number = highestVersion(tags) + 1; ; number += 1) {
    const states = await claimStates(repository, claimsOf(tags, number), deps);
    if (states.every((state) => state === 'given-up')) return { number, isClaimed: false };
    const isPatient = number !== blocked.number || blocked.waits < PATIENCE;
    if (isPatient && states.includes('live')) return { number, isClaimed: true };
  }
}

/** A claim that is given up loses its manifest; distribution 2.8 may keep the bare tag for ever. */
type ClaimState = 'live' | 'stale' | 'given-up';

async function claimStates(
  repository: Repository,
  claims: readonly string[],
  deps: PublishDeps,
): Promise<ClaimState[]> {
  return mapLimit(claims, PARALLEL_LOOKS, async (tag): Promise<ClaimState> => {
    const content = await repository.getManifest(tag, deps.signal);
    if (content === undefined) return 'given-up';
    const created = parseManifest(content.bytes, tag).annotations?.[CREATED];
    const isStale = deps.clock.now() - Date.parse(created ?? '') > STALE_CLAIM_MS;
    return isStale ? 'stale' : 'live';
  });
}

/**
 * Claims a number; true when nobody else claims or has it. Of several that see each other the lowest
 * stays until the others have given up, so that one of them gets the number.
 */
async function claim(repository: Repository, number: number, deps: PublishDeps): Promise<boolean> {
  const nonce = randomBytes(8).toString('hex');
  const manifest = claimManifest(nonce, new Date(deps.clock.now()).toISOString());
  const resend = () => repository.putBlob(bytesSource('claim', emptyJson), deps.signal);
  await putSurely(repository, { manifest, tag: claimTag(number, nonce), resend }, deps);
  for (let look = 0; look < LOOKS; look += 1) {
    const tags = await repository.listTags(deps.signal);
    if (highestVersion(tags) >= number) break;
    const claims = claimsOf(tags, number, nonce);
    const states = await claimStates(repository, claims, deps);
    const rivals = claims.filter((_, index) => states[index] !== 'given-up');
    if (rivals.length === 0) return true;
    if (rivals.some((tag) => tag < claimTag(number, nonce))) break;
    await pause(look, deps);
  }
  // The nonce makes the claim's digest its own, so deleting by digest takes nothing else away.
  if (repository instanceof RegistryRepository) {
    await repository.deleteManifest(manifest.digest, deps.signal);
  }
  return false;
}

const emptyJson = new TextEncoder().encode('{}');

function claimManifest(nonce: string, created: string): ManifestContent {
  const empty = {
    mediaType: mediaTypes.empty,
    digest: digestOf(emptyJson),
    size: emptyJson.length,
  };
  const bytes = new TextEncoder().encode(
    canonicalJson({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      artifactType: 'application/vnd.package-model.claim.v1+json',
      config: empty,
      layers: [empty],
      annotations: { [CREATED]: created, 'io.package-model.nonce': nonce },
    }),
  );
  return { bytes, mediaType: mediaTypes.manifest, digest: digestOf(bytes) };
}

async function pause(round: number, deps: PublishDeps): Promise<void> {
  const ceilingMs = Math.min(1000, 40 * 2 ** Math.min(round, 5));
  await deps.clock.sleep(Math.ceil(ceilingMs * deps.clock.random()), deps.signal);
}
