import * as z from 'zod/mini';
import { switchInput } from '../inputs/define.ts';
import { caCertificates } from '../inputs/machine.ts';
import { modelRegistry, oneModel } from '../inputs/model.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

export const downloadPath = {
  kind: 'path',
  group: 'model',
  description:
    'Folder to put the model into. The files keep the names they were registered with. The folder is there as a whole or not at all; where it holds this version already, nothing is moved.',
  schema: z.string(),
  required: true,
  example: 'models/diabetes',
} as const;

export const replace = switchInput({
  group: 'model',
  description: 'Replace a folder that holds anything else than this version.',
});

export const downloadModelInputs = {
  model: oneModel,
  'model-registry': modelRegistry,
  'download-path': downloadPath,
  replace,
  'ca-certificates': caCertificates,
} as const satisfies InputTable;

export const downloadModelOutputs = {
  path: { description: 'The folder that holds the model, absolute.' },
  'model-name': { description: 'Name of the model.' },
  'model-version': { description: 'Number of the version.' },
  'model-reference': { description: 'The version by digest: repository@sha256:…' },
  'model-digest': { description: 'Digest of the version: sha256:…' },
} as const satisfies OutputTable;

export type DownloadModelValues = ValuesOf<typeof downloadModelInputs>;
