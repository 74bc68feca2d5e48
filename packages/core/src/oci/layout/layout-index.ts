import type { Descriptor, Index } from '../descriptor.ts';
import type { Digest } from '../digest.ts';
import { mediaTypes } from '../media-types.ts';

/** Annotation that holds a layout's tag, OCI image-spec annotations.md. */
export const REF_NAME = 'org.opencontainers.image.ref.name';

export const emptyIndex: Index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [] };

/** The descriptor under a tag. */
export function findTag(index: Index, tag: string): Descriptor | undefined {
  return index.manifests.find((entry) => tagOf(entry) === tag);
}

/** All tags, in the order of the index. */
export function tagsOf(index: Index): string[] {
  return index.manifests.map(tagOf).filter((tag) => tag !== undefined);
}

function tagOf(entry: Descriptor): string | undefined {
  return entry.annotations?.[REF_NAME];
}

/** The index with `descriptor` under `tag`; whatever had the tag before loses it. */
export function withTag(index: Index, descriptor: Descriptor, tag: string | undefined): Index {
  const known = index.manifests.some((entry) => entry.digest === descriptor.digest);
  if (tag === undefined) {
    return known ? index : { ...index, manifests: [...index.manifests, descriptor] };
  }
  const others = index.manifests.filter(
    (entry) => tagOf(entry) !== tag && !isBare(entry, descriptor.digest),
  );
  const tagged = { ...descriptor, annotations: { [REF_NAME]: tag } };
  return { ...index, manifests: [...others, tagged] };
}

/** The index without `tag`; the manifest stays, untagged when no other tag names it. */
export function withoutTag(index: Index, tag: string): Index {
  const entry = findTag(index, tag);
  if (entry === undefined) return index;
  const others = index.manifests.filter((other) => tagOf(other) !== tag);
  if (others.some((other) => other.digest === entry.digest)) return { ...index, manifests: others };
  const { mediaType, digest, size } = entry;
  return { ...index, manifests: [...others, { mediaType, digest, size }] };
}

function isBare(entry: Descriptor, digest: Digest): boolean {
  return entry.digest === digest && tagOf(entry) === undefined;
}
