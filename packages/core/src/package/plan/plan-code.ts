import { refuse } from '../../errors.ts';
import type { CodeDeps, CodeListing } from '../code/code.ts';
import { listCode } from '../code/code.ts';
import { generatedCode } from '../code/generated-code.ts';
import type { InferenceConfig } from '../inference/inference-config.ts';
import { checkScripts } from '../script/check-scripts.ts';
import type { ScriptDeps, ScriptRequest } from '../script/check-scripts.ts';
import { withCorePackage } from '../script/core-package.ts';

export type PlanCodeDeps = CodeDeps & ScriptDeps;

export type PlanCodeRequest = Omit<ScriptRequest, 'config' | 'listing'> & {
  readonly config: InferenceConfig;
};

export type PlannedCode = {
  readonly listing: CodeListing;
  /** Walks that links to models would stop. */
  readonly walks: readonly string[];
};

const coreNote =
  'azureml.core is imported and the environment does not hold it: a stand-in with Model.get_model_path goes into the code, as azureml/core.';

/**
 * The code that goes into the image: what was generated, or the user's own, its scripts looked at
 * and completed by what they cannot do without. InputError BAD_FILE names what surely fails.
 */
export async function planCode(request: PlanCodeRequest, deps: PlanCodeDeps): Promise<PlannedCode> {
  const { config } = request;
  if (config.generatedScript !== undefined) {
    const listing = generatedCode(config.entryScript.path, config.generatedScript);
    return { listing, walks: [] };
  }
  const listing = await listCode(config, deps);
  const script = await checkScripts({ ...request, listing }, deps);
  refuse('BAD_FILE', script.faults);
  if (script.needsCore) deps.log.info(coreNote);
  return {
    listing: script.needsCore ? withCorePackage(listing) : listing,
    walks: script.walks,
  };
}
