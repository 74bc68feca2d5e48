import { optionalText } from './define.ts';

export const modelYaml = optionalText('path', {
  group: 'package',
  description:
    'A model.yaml that describes the chain, or its folder; model.yaml of the working directory is taken where it exists. Inputs given here win.',
  example: 'examples/diabetes/model.yaml',
});
