import { loginsOf } from '../logins/logins-of.ts';
import type { Step } from '../step.ts';
import { choiceFaults } from './choice-faults.ts';
import { downloadModelInputs, downloadModelOutputs } from './inputs.ts';

/** The step as every surface starts it; its work is loaded when its inputs are known to be good. */
export const downloadModelStep = {
  name: 'download-model',
  title: 'Download model',
  description: 'Puts the files of a registered model version into a folder, checked by digest.',
  inputs: downloadModelInputs,
  outputs: downloadModelOutputs,
  check: choiceFaults,
  logins: (values) =>
    loginsOf({ ...values, model: values.model === undefined ? [] : [values.model] }),
  async run(values, context) {
    const { runDownloadModel } = await import('./run.ts');
    return runDownloadModel(values, context);
  },
} as const satisfies Step<typeof downloadModelInputs>;
