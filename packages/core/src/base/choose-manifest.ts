import type { Index } from '../oci/descriptor.ts';
import { parseIndex, parseManifest } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { OciError } from '../oci/errors.ts';
import { ImageError } from '../image/errors.ts';
import { mediaTypes, ociMediaType } from '../oci/media-types.ts';
import type { ManifestContent, Repository } from '../oci/repository.ts';

export type Platform = { readonly os: string; readonly architecture: string };

/** An image's manifest, and what the reference itself stands for: an index, or that manifest. */
export type ChosenManifest = { readonly manifest: ManifestContent; readonly digest: Digest };

/** An index may name indexes; real ones do so once. */
const DEPTH_LIMIT = 4;

/**
 * The manifest for a platform behind a tag or digest. MANIFEST_UNKNOWN when there is none;
 * UNSUPPORTED_BASE, with the platforms that there are, when the platform is missing.
 */
export async function chooseManifest(
  repository: Repository,
  reference: string,
  platform: Platform,
  signal: AbortSignal,
): Promise<ChosenManifest> {
  const separator = reference.startsWith('sha256:') ? '@' : ':';
  const where = `${repository.name}${separator}${reference}`;
  let content = await need(repository, reference, { where, signal });
  const { digest } = content;
  for (let depth = 0; isIndex(content); depth += 1) {
    const index = parseIndex(content.bytes, where);
    const entry = index.manifests.find((other) => fits(other, platform)) ?? onlyUnnamed(index);
    if (entry === undefined || depth >= DEPTH_LIMIT) throw missingPlatform(index, where, platform);
    content = await need(repository, entry.digest, { where, signal });
  }
  parseManifest(content.bytes, where);
  return { manifest: content, digest };
}

async function need(
  repository: Repository,
  reference: string,
  { where, signal }: { readonly where: string; readonly signal: AbortSignal },
): Promise<ManifestContent> {
  const content = await repository.getManifest(reference, signal);
  if (content !== undefined) return content;
  const tags = repository.kind === 'layout' ? await repository.listTags(signal) : [];
  const hint = tags.length === 0 ? 'check the name' : `it has ${tags.slice(0, 10).join(', ')}`;
  throw new OciError('MANIFEST_UNKNOWN', `there is no image ${where}; ${hint}`);
}

/** By its type, or by its members: a layout need not say what a blob is. */
function isIndex({ mediaType, bytes }: ManifestContent): boolean {
  if (ociMediaType(mediaType) === mediaTypes.index) return true;
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null && 'manifests' in value;
  } catch {
    return false; // Its parser refuses it with a better message.
  }
}

type Entry = Index['manifests'][number];

function fits(entry: Entry, platform: Platform): boolean {
  const { os, architecture, variant } = entry.platform ?? {};
  return (
    !isAttestation(entry) &&
    os === platform.os &&
    architecture === platform.architecture &&
    (variant === undefined || architecture !== 'amd64' || variant === 'v1')
  );
}

/** An entry that does not say its platform is taken when it is the only image: its config tells. */
function onlyUnnamed(index: Index): Entry | undefined {
  const images = index.manifests.filter((entry) => !isAttestation(entry));
  return images.length === 1 && images[0]?.platform === undefined ? images[0] : undefined;
}

function isAttestation(entry: Entry): boolean {
  return (
    entry.platform?.os === 'unknown' ||
    entry.artifactType !== undefined ||
    entry.annotations?.['vnd.docker.reference.type'] !== undefined
  );
}

function missingPlatform(index: Index, where: string, platform: Platform): ImageError {
  const there = index.manifests
    .filter((entry) => !isAttestation(entry))
    .map((entry) => `${entry.platform?.os ?? '?'}/${entry.platform?.architecture ?? '?'}`);
  const wanted = `${platform.os}/${platform.architecture}`;
  const has = there.length === 0 ? 'no image at all' : `only ${[...new Set(there)].join(', ')}`;
  const message = `${where} has no image for ${wanted}, but ${has}; choose a base image for ${wanted}`;
  return new ImageError('UNSUPPORTED_BASE', message);
}
