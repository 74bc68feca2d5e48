import type { Finding } from './finding.ts';
import type { ScriptFacts } from './look-facts.ts';

/** Modules that the compatibility package has. */
const MODULES: ReadonlySet<string> = new Set(['azureml', 'azureml.core', 'azureml.core.model']);

/** True for a script that cannot do without azureml.core, or that wants its Model if it is there. */
export function importsCore(facts: ScriptFacts): boolean {
  return facts.imports.some(({ module, names, level, guarded }) => {
    if (level > 0 || !namesCore(module, names)) return false;
    return !guarded || module === 'azureml.core.model' || names.includes('Model');
  });
}

/** Imports below azureml.core that the compatibility package does not have. */
export function coreFindings(facts: ScriptFacts, file: string): Finding[] {
  return facts.imports
    .filter(({ module, names, level, guarded }) => {
      return level === 0 && !guarded && namesCore(module, names) && !MODULES.has(module);
    })
    .map(({ module, line, column }) => ({
      id: 'module-missing',
      severity: 'warning',
      message: `nothing provides ${module}: without azureml-core the image has only Model.get_model_path of it; take the import out, or use a base image that holds azureml-core`,
      place: { file, line, column },
    }));
}

function namesCore(module: string, names: readonly string[]): boolean {
  if (module === 'azureml') return names.includes('core');
  return module === 'azureml.core' || module.startsWith('azureml.core.');
}
