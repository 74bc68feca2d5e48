import { loginInputs } from '../inputs/logins.ts';
import { caCertificates } from '../inputs/machine.ts';
import {
  modelDescription,
  modelFramework,
  modelFrameworkVersion,
  modelName,
  modelPath,
  modelRegistry,
} from '../inputs/model.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

export const registerModelInputs = {
  'model-name': modelName,
  'model-path': modelPath,
  'model-registry': modelRegistry,
  'model-description': modelDescription,
  'model-framework': modelFramework,
  'model-framework-version': modelFrameworkVersion,
  'ca-certificates': caCertificates,
  ...loginInputs,
} as const satisfies InputTable;

export const registerModelOutputs = {
  'model-name': { description: 'Name of the model.' },
  'model-version': { description: 'Number of the new version.' },
  'model-id': { description: 'name:version' },
  'model-digest': { description: 'Digest of the version: sha256:…' },
  'model-reference': { description: 'The version by digest: repository@sha256:…' },
} as const satisfies OutputTable;

export type RegisterModelValues = ValuesOf<typeof registerModelInputs>;
