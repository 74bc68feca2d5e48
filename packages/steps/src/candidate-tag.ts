import { hexOf } from '@package-model/core/oci/digest';
import type { Digest } from '@package-model/core/oci/digest';

/** The tag that keeps a candidate from being cleaned away before it is promoted. */
export function candidateTag(digest: Digest): string {
  return `candidate-${hexOf(digest).slice(0, 24)}`;
}
