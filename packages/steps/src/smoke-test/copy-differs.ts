import { SmokeError } from '@package-model/core/smoke/errors';

/** The copy of a model is not made of the image's own bytes: no verdict on it says anything. */
export class CopyDiffers extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(changedText('was not copied as it is', faults));
    this.faults = faults;
  }
}

/**
 * Tests with the files that are at hand, and once more with the repository's own where these are
 * no longer what the image holds. SmokeError MODEL_CHANGED when those differ, too.
 */
export async function withTrueCopy<S, T>(
  sources: readonly S[],
  test: (sources: readonly S[]) => Promise<T>,
  onAgain: (message: string) => void,
): Promise<T> {
  try {
    try {
      return await test(sources);
    } catch (error) {
      if (!(error instanceof CopyDiffers) || sources.length === 0) throw error;
      onAgain(listed('The model files at hand are no longer those of the image', error.faults));
    }
    return await test([]);
  } catch (error) {
    if (!(error instanceof CopyDiffers)) throw error;
    throw new SmokeError('MODEL_CHANGED', error.message, { cause: error });
  }
}

export function changedText(what: string, faults: readonly string[]): string {
  return listed(`The mounted model ${what}, so this pre-check says nothing`, faults);
}

function listed(what: string, faults: readonly string[]): string {
  return `${what}:${faults
    .slice(0, 10)
    .map((fault) => `\n  ${fault}`)
    .join('')}`;
}
