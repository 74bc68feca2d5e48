import { canonicalJson } from '../canonical-json.ts';
import { bytesSource } from '../oci/bytes-source.ts';
import { parseManifest } from '../oci/descriptor.ts';
import { digestOf } from '../oci/digest.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { ManifestContent, Repository } from '../oci/repository.ts';

/** A claim on a version number; the nonce makes its tag and its digest its own. */
export type Claim = {
  readonly number: number;
  readonly tag: string;
  readonly nonce: string;
  /** RFC 3339. */
  readonly created: string;
};

/** Stale: its run must have ended without a version. */
export type ClaimState = 'live' | 'stale' | 'given-up';

const STALE_CLAIM_MS = 10 * 60_000;
const CREATED = 'org.opencontainers.image.created';
const NONCE = 'io.package-model.nonce';
const GIVEN_UP = 'io.package-model.given-up';

/** The shortest tar there is: its end. */
const EMPTY_TAR_BYTES = 1024;

/**
 * A claim as a manifest. It is an image, of an empty layer and for no platform, because GitLab's
 * registry takes no artefacts of a type that it does not know.
 */
export function claimManifest(claim: Claim, state: 'live' | 'given-up'): ManifestContent {
  const { config, layer } = claimBlobs();
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: digestOf(config), size: config.length },
    layers: [{ mediaType: mediaTypes.layer, digest: digestOf(layer), size: layer.length }],
    annotations: {
      [CREATED]: claim.created,
      [NONCE]: claim.nonce,
      ...(state === 'given-up' && { [GIVEN_UP]: 'true' }),
    },
  };
  const bytes = new TextEncoder().encode(canonicalJson(manifest));
  return { bytes, mediaType: mediaTypes.manifest, digest: digestOf(bytes) };
}

/** The state of the claim at a tag; `content` is what stands there. */
export function stateOf(
  content: ManifestContent | undefined,
  tag: string,
  nowMs: number,
): ClaimState {
  // A claim may be deleted with its manifest; distribution 2.8 may keep the bare tag for ever.
  if (content === undefined) return 'given-up';
  const { annotations } = parseManifest(content.bytes, tag);
  if (annotations?.[GIVEN_UP] !== undefined) return 'given-up';
  return nowMs - Date.parse(annotations?.[CREATED] ?? '') > STALE_CLAIM_MS ? 'stale' : 'live';
}

/** Stores what all claims are made of; one question where a claim was stored before. */
export async function putClaimBlobs(repository: Repository, signal: AbortSignal): Promise<void> {
  const { config } = claimBlobs();
  if ((await repository.blobSize(digestOf(config), signal)) !== undefined) return;
  await sendClaimBlobs(repository, signal);
}

/** The same without asking. The layer comes first: where the config is, it is too. */
export async function sendClaimBlobs(repository: Repository, signal: AbortSignal): Promise<void> {
  const { config, layer } = claimBlobs();
  await repository.putBlob(bytesSource('claim', layer, { likelyPresent: false }), signal);
  await repository.putBlob(bytesSource('claim', config, { likelyPresent: false }), signal);
}

function claimBlobs(): { readonly config: Uint8Array; readonly layer: Uint8Array } {
  const layer = new Uint8Array(EMPTY_TAR_BYTES);
  const config = {
    architecture: 'unknown',
    os: 'unknown',
    config: {},
    history: [{ created_by: 'package-model: a claim on a version number' }],
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
  };
  return { config: new TextEncoder().encode(canonicalJson(config)), layer };
}
