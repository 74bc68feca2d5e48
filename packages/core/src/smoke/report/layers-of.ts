import type { ImageConfig } from '../../image/image-config.ts';
import type { Manifest } from '../../oci/descriptor.ts';
import type { LayerFacts } from './facts.ts';

const OURS = 'package-model: ';
const ENVIRONMENT = 'io.package-model.environment';
const MAX_TITLE = 100;

/**
 * What the layers of an image bring, from its history: ours say what they are, and below them is
 * the environment image, or the base image where we built no environment.
 */
export function layersOf(
  { layers, annotations }: Pick<Manifest, 'layers' | 'annotations'>,
  { history }: Pick<ImageConfig, 'history'>,
): readonly LayerFacts[] {
  const steps = history.filter((step) => step.empty_layer !== true);
  const below = annotations?.[ENVIRONMENT] === undefined ? 'base' : 'environment';
  return layers.map(({ digest, size }, index) => {
    // Some builders write no history, or one of another length.
    const createdBy = steps.length === layers.length ? (steps[index]?.created_by ?? '') : '';
    const ours = createdBy.startsWith(OURS) ? createdBy.slice(OURS.length) : undefined;
    const kind = ours === undefined ? below : kindOf(ours);
    return { digest, sizeBytes: size, kind, title: titleOf(ours ?? createdBy) };
  });
}

function kindOf(label: string): LayerFacts['kind'] {
  if (/^models? /.test(label)) return 'model';
  return label.startsWith('code') ? 'code' : 'other';
}

/** A step of a Dockerfile without what its builder adds before it. */
function titleOf(createdBy: string): string {
  const text = createdBy
    .replace(/^\/bin\/sh -c (?:#\(nop\) )?/, '')
    .replace(/^\|\d+ .*? \/bin\/sh -c /, '')
    .replace(/ # buildkit$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > MAX_TITLE ? `${text.slice(0, MAX_TITLE - 1)}…` : text;
}
