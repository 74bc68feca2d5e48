import path from 'node:path';
import { imagePaths } from '../../../image/paths.ts';
import { cleanSource, filesOfSource } from '../build-context.ts';
import { copyOf } from '../dockerfile-steps.ts';
import type { Rule } from './rule.ts';

const MODEL_FILE =
  /\.(?:pkl|pickle|joblib|onnx|pt|pth|h5|hdf5|keras|pb|bin|safetensors|model|ubj|cbm)$/i;

/** Rules for what the scoring server looks for, and for what is copied there. */
export const azuremlRules = [
  {
    id: 'copy-source-missing',
    severity: 'error',
    summary: 'COPY or ADD names a file that is not in the folder of the Dockerfile.',
    fix: 'correct the path (it starts at the folder of the Dockerfile), or the rule of .dockerignore',
    find: ({ steps, context, dockerfile }) =>
      steps.flatMap((step) => {
        const copy = context === undefined ? undefined : copyOf(step, dockerfile.escape);
        return (copy?.sources ?? []).flatMap((source) => {
          if (context === undefined || filesOfSource(source, context).length > 0) return [];
          const leaves = cleanSource(source).startsWith('..');
          const why = leaves
            ? 'leaves the folder of the Dockerfile'
            : 'is not in the folder of the Dockerfile';
          return [{ at: step.instruction, what: `${source} ${why}` }];
        });
      }),
  },
  {
    id: 'entry-script-absolute',
    severity: 'warning',
    summary:
      'AZUREML_ENTRY_SCRIPT is absolute; prebuilt images join it to the app root and miss files beside it.',
    fix: 'write it from /var/azureml-app on: score.py, or folder/score.py',
    find: ({ variable }) => {
      const script = variable('AZUREML_ENTRY_SCRIPT');
      return script?.value.startsWith('/') === true
        ? [{ at: script.at, what: `AZUREML_ENTRY_SCRIPT=${script.value} is absolute` }]
        : [];
    },
  },
  {
    id: 'entry-script-missing',
    severity: 'warning',
    summary: 'AZUREML_ENTRY_SCRIPT names a file that nothing puts into the image.',
    fix: 'COPY the script below /var/azureml-app, or correct the variable',
    find: ({ variable, copied, context }) => {
      const script = variable('AZUREML_ENTRY_SCRIPT');
      if (script === undefined || script.value === '' || context === undefined) return [];
      const target = path.posix.resolve(imagePaths.appRoot, script.value);
      if (copied.some((file) => file.target === target)) return [];
      return [{ at: script.at, what: `nothing is copied to ${target}` }];
    },
  },
  {
    id: 'model-dir-elsewhere',
    severity: 'warning',
    summary: 'AZUREML_MODEL_DIR is not the folder that the model is copied to.',
    fix: 'set AZUREML_MODEL_DIR to the folder of the COPY',
    find: ({ variable, copied }) => {
      const folder = variable('AZUREML_MODEL_DIR');
      const models = copied.filter(
        ({ source, target }) =>
          MODEL_FILE.test(source) || target.startsWith(`${imagePaths.azuremlModels}/`),
      );
      if (folder === undefined || models.length === 0) return [];
      const at = path.posix.resolve(imagePaths.appRoot, folder.value);
      if (models.some(({ target }) => target.startsWith(`${at}/`))) return [];
      const where = path.posix.dirname(models[0]?.target ?? '/');
      return [
        {
          at: folder.at,
          what: `AZUREML_MODEL_DIR is ${folder.value}, the model is copied to ${where}`,
        },
      ];
    },
  },
] as const satisfies readonly Rule[];
