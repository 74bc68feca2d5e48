import { knownImages, knownImagesPrefix } from './known-images.ts';
import type { KnownImage } from './known-images.ts';

/** What takes the place of an image that is no longer looked after. */
export type PresentDay = {
  /** What was named is this row. */
  readonly known: KnownImage;
  /** A whole reference, `mcr.microsoft.com/azureml/…`. */
  readonly image: string;
};

/**
 * The row of an Azure ML image, by its reference (any tag or digest) or by the name of the curated
 * environment that stands for one (`AzureML-sklearn-0.24-…-inference`); undefined for all others.
 */
export function knownImage(reference: string): KnownImage | undefined {
  const name = nameOf(reference);
  if (name === undefined) return undefined;
  const withoutTag = name.replace(/:[^:/]*$/, '');
  return knownImages.find(({ pattern }) => {
    const whole = new RegExp(`^(?:${pattern})$`);
    return whole.test(name) || whole.test(withoutTag);
  });
}

/** What to take instead of a retired image; undefined for images that are not retired. */
export function presentDayImage(reference: string): PresentDay | undefined {
  const known = knownImage(reference);
  if (known?.status !== 'retired' || known.successor === undefined) return undefined;
  return { known, image: `${knownImagesPrefix}${known.successor}:latest` };
}

/** One sentence for people: the image is retired, and what to write instead. */
export function retiredWarning(reference: string): string | undefined {
  const presentDay = presentDayImage(reference);
  if (presentDay === undefined) return undefined;
  const { known, image } = presentDay;
  return (
    `the base image ${reference} is retired (${known.note}): it gets no patches, and current ` +
    `packages may not install on it; ${image} takes its place`
  );
}

/** The part below `mcr.microsoft.com/azureml/`, without a digest. */
function nameOf(reference: string): string | undefined {
  const bare = reference.trim().replace(/@.*$/, '');
  if (bare.startsWith(knownImagesPrefix)) return bare.slice(knownImagesPrefix.length);
  // Without a registry these were never anybody else's.
  if (/^azureml\/(?!azureml_)/.test(bare)) return bare.slice('azureml/'.length);
  const curated = /^AzureML-(?<name>[\w.-]+-inference)$/i.exec(bare)?.groups?.['name'];
  return curated?.toLowerCase();
}
