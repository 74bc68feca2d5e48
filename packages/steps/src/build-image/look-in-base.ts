import { relative, sep } from 'node:path';
import type { Engine } from '@package-model/core/engine/engine';
import { refuse } from '@package-model/core/errors';
import type { CodeListing } from '@package-model/core/package/code/code';
import type { Environment } from '@package-model/core/package/plan/plan';
import { lookAtScripts } from '@package-model/core/package/script/check-scripts';
import { faultOf } from '@package-model/core/package/script/finding';
import type { StepContext } from '../step.ts';
import { imagePython } from './image-python.ts';

/**
 * Has the base image's own Python look at the scripts before anything is built on it. InputError
 * BAD_FILE for what surely fails; of warnings only what this Python alone can know, for the rest has
 * been said when the package was made.
 */
export async function lookInBase(
  code: {
    readonly listing: CodeListing;
    readonly environment: Environment;
    /** The base image's name in the engine. */
    readonly image: string;
  },
  deps: { readonly engine: Engine; readonly context: StepContext },
): Promise<void> {
  const { listing, environment, image } = code;
  const entry = listing.sources.get(listing.code.entryScript);
  if (entry?.kind !== 'file') return; // What we generate needs no look.
  const { settings, log } = deps.context;
  const shownAs = relative(settings.workingDirectory, entry.path).split(sep).join('/');
  const request = {
    config: { entryScript: { path: entry.path, shownAs } },
    listing,
    environment,
    models: [],
    layout: 'auto',
  } as const;
  const look = await lookAtScripts(request, imagePython(environment, image, deps));
  if (look === undefined) {
    log.info(`${image} has no Python that answers: it did not check the scripts.`);
    return;
  }
  const faults = look.findings.filter(({ severity }) => severity === 'fault').map(faultOf);
  refuse('BAD_FILE', faults);
  for (const finding of look.findings.filter(({ id }) => id === 'module-missing')) {
    if (environment.pip.length > 0) continue;
    const { message, place } = faultOf(finding);
    log.warn(message, place);
  }
}
