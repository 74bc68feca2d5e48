import { canonicalJson } from '@package-model/core/canonical-json';
import type { EngineImage } from '@package-model/core/engine/engine';
import { digestOf } from '@package-model/core/oci/digest';
import type { Digest } from '@package-model/core/oci/digest';

/** What a base image is, the same on every store: its diff ids and config. */
export function baseIdentity(base: EngineImage): Digest {
  const { layers, config, os, architecture } = base;
  return digestOf(
    canonicalJson({ layers, config: JSON.parse(JSON.stringify(config)), os, architecture }),
  );
}
