import { azuremlRules } from './azureml-rules.ts';
import { imageRules } from './image-rules.ts';
import { packageRules } from './package-rules.ts';
import type { Rule } from './rule.ts';
import { textRules } from './text-rules.ts';

/** Every rule, in the order of the reference. */
export const lintRules: readonly Rule[] = [
  ...textRules,
  ...packageRules,
  ...imageRules,
  ...azuremlRules,
];
