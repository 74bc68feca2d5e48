import { parseImageReference } from '@package-model/core/oci/reference';
import type { ImageReference } from '@package-model/core/oci/reference';
import type { Digest } from '@package-model/core/oci/digest';
import { textSchema } from './define.ts';
import type { ReadText } from './define.ts';
import { inLowerCase, noteOnCase } from './lower-case.ts';
import { relocateLocation } from './relocate.ts';

/** An image by its digest: what is tested and what is promoted. */
export type PinnedImage = ImageReference & { readonly digest: Digest };

export const imageTarget = {
  kind: 'text',
  group: 'image',
  description:
    'Where the image goes: HOST/REPOSITORY[:TAG] or dir:PATH[:TAG] (an OCI image layout folder). The tag is what a passed smoke test lets push-image set.',
  schema: textSchema<ImageReference>(inLowerCase(readTarget)),
  noteOn: noteOnCase,
  relocate: relocateLocation,
  required: true,
  example: 'ghcr.io/org/diabetes:1.4.0',
} as const;

export const pinnedImage = {
  kind: 'text',
  group: 'image',
  description:
    'The candidate by digest (output image of build-image): HOST/REPOSITORY@sha256:… or dir:PATH@sha256:…',
  schema: textSchema<PinnedImage>(inLowerCase(readPinned)),
  noteOn: noteOnCase,
  required: true,
  example: 'ghcr.io/org/diabetes@sha256:…',
} as const;

function readTarget(text: string): ReturnType<ReadText<ImageReference>> {
  const parsed = parseImageReference(text);
  if ('fault' in parsed || parsed.value.digest === undefined) return parsed;
  return { fault: `"${text}" has a digest; the image to build is named by repository and tag` };
}

function readPinned(text: string): ReturnType<ReadText<PinnedImage>> {
  const parsed = parseImageReference(text);
  if ('fault' in parsed) return parsed;
  const { digest } = parsed.value;
  if (digest !== undefined) return { value: { ...parsed.value, digest } };
  return {
    fault: `"${text}" has no digest; give the output image of build-image, REPOSITORY@sha256:…`,
  };
}
