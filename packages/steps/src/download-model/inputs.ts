import { parseModelRegistry } from '@package-model/core/oci/reference';
import * as z from 'zod/mini';
import { optionalText, switchInput, textSchema } from '../inputs/define.ts';
import type { ReadText } from '../inputs/define.ts';
import { loginInputs } from '../inputs/logins.ts';
import { caCertificates } from '../inputs/machine.ts';
import { modelRegistry, oneModel } from '../inputs/model.ts';
import type { Input, InputTable, OutputTable, ValuesOf } from '../step.ts';

/** A release of Azure DevOps gives these by the names that its artifacts have. */
const ofRelease = {
  group: 'model',
  only: ['azure-pipelines'],
} as const satisfies Partial<Input>;

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
  connection: optionalText('text', {
    description:
      'Service connection to an OCI model registry; its login is used, and its prefix where model-registry is not given.',
    taskType: 'connectedService:package-model-oci',
    ...ofRelease,
  }),
  definition: {
    kind: 'text',
    description:
      'Repository of the model on the registry of connection, instead of model. The artifact of a release gives it.',
    schema: z.optional(textSchema(readRepository)),
    shownFor: { input: 'connection' },
    example: 'models/diabetes',
    ...ofRelease,
  },
  version: {
    kind: 'text',
    description: 'Version of definition: its number, or latest.',
    schema: z.optional(textSchema(readVersion)),
    shownFor: { input: 'connection' },
    example: '7',
    ...ofRelease,
  },
  'download-path': downloadPath,
  replace,
  'ca-certificates': caCertificates,
  ...loginInputs,
} as const satisfies InputTable;

export const downloadModelOutputs = {
  'model-path': { description: 'The folder that holds the model, absolute.' },
  'model-name': { description: 'Name of the model.' },
  'model-version': { description: 'Number of the version.' },
  'model-reference': { description: 'The version by digest: repository@sha256:…' },
  'model-digest': { description: 'Digest of the version: sha256:…' },
} as const satisfies OutputTable;

export type DownloadModelValues = ValuesOf<typeof downloadModelInputs>;

function readRepository(text: string): ReturnType<ReadText<string>> {
  const parsed = parseModelRegistry(`oci://HOST/${text}`);
  if ('value' in parsed && parsed.value.kind === 'registry') return { value: parsed.value.prefix };
  return { fault: 'this is no repository; write it without the host, in lower case' };
}

/** A number as the artifact has it, as it shows it, or as the registry's tag. */
function readVersion(text: string): ReturnType<ReadText<string>> {
  const number = /^(?:model-)?v?([1-9][0-9]{0,8})$/.exec(text)?.[1];
  if (text === 'latest' || number !== undefined) return { value: number ?? text };
  return { fault: 'this is no version; write its number, or latest' };
}
