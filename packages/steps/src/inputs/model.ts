import { frameworkNames, parseFrameworkName } from '@package-model/core/model/framework';
import type { FrameworkName, ModelFramework } from '@package-model/core/model/framework';
import { isTag, parseImageReference, parseModelRegistry } from '@package-model/core/oci/reference';
import type { Fault } from '@package-model/core/errors';
import type { ImageReference } from '@package-model/core/oci/reference';
import * as z from 'zod/mini';
import { listSchema, optionalText, textSchema } from './define.ts';
import type { ReadText } from './define.ts';
import { mapEntries } from './entries.ts';
import { inLowerCase, lowerCased, noteOnCase } from './lower-case.ts';
import { joinPath, relocateLocation } from './relocate.ts';

/** A registered model as users name it. */
export type ModelChoice =
  | { readonly kind: 'version'; readonly name: string; readonly version: string }
  | { readonly kind: 'reference'; readonly reference: ImageReference };

/** A model that is not registered yet. */
export type NamedPath = { readonly name: string; readonly path: string };

const MODEL_NAME = /^[a-zA-Z0-9][a-zA-Z0-9\-._]{0,254}$/;
const MODEL_NAME_RULE =
  'a model name starts with a letter or digit and goes on with letters, digits, "-", "." and "_", at most 255 characters';

export const modelName = {
  kind: 'text',
  group: 'model',
  description:
    'Name of the model. Letters, digits, "-", "." and "_"; starts with a letter or digit; at most 255 characters.',
  schema: textSchema<string>((text) =>
    MODEL_NAME.test(text)
      ? { value: text }
      : { fault: `"${cut(text)}" is not a model name; ${MODEL_NAME_RULE}` },
  ),
  required: true,
  example: 'diabetes',
} as const;

export const modelPath = {
  kind: 'path',
  group: 'model',
  description:
    'The model: a file, a folder or a glob. A folder keeps its own name below the model directory.',
  schema: z.string(),
  required: true,
  example: 'outputs/model.joblib',
} as const;

export const modelDescription = optionalText('text', {
  group: 'model',
  description: 'A sentence about this version, kept in its annotations.',
});

export const modelFramework = {
  kind: 'choice',
  group: 'model',
  description:
    'Library the model was made with. Kept with the version; where no inference configuration is named, it decides how the model is served: scikit-learn, onnx, tensorflow and mlflow need no entry script. auto looks at the files.',
  schema: textSchema<FrameworkName | 'auto'>(readFramework),
  default: 'auto',
  values: ['auto', ...frameworkNames],
} as const;

export const modelFrameworkVersion = optionalText('text', {
  group: 'model',
  shownFor: { input: 'model-framework', except: 'auto' },
  description:
    'Version of that library. Serving without an entry script installs it: scikit-learn and tensorflow-cpu in the version the model was saved with, or onnxruntime.',
  example: '1.7.2',
});

export const modelRegistry = {
  kind: 'text',
  group: 'model',
  description:
    'Where model versions live: dir:PATH (an OCI image layout folder) or oci://HOST/PREFIX (a registry; each model has the repository PREFIX/<name>). Without it: dir:.models on a terminal, the registry of the image in a pipeline.',
  schema: z.optional(textSchema(inLowerCase(parseModelRegistry))),
  noteOn: noteOnCase,
  relocate: relocateLocation,
  example: 'oci://ghcr.io/org/models',
} as const;

export const models = {
  kind: 'list',
  group: 'model',
  description:
    'Registered models to package: name:version, or a reference by digest (output model-reference of register-model). Several on lines of their own or between commas. Without it the image gets no model but what the Dockerfile or the code brings.',
  schema: listSchema(readModelChoice),
  required: true,
  example: 'diabetes:1',
} as const;

export const oneModel = {
  kind: 'text',
  group: 'model',
  description:
    'The registered model: name:version, name:latest, or a reference by digest (output model-reference of register-model).',
  schema: z.optional(textSchema(readModelChoice)),
  example: 'diabetes:latest',
} as const;

export const existingModels = {
  kind: 'list',
  group: 'model',
  description:
    'Use registered models, name:version or a reference by digest, instead of registering a new version.',
  schema: z.optional(listSchema(readModelChoice)),
  example: 'diabetes:1',
} as const;

export const furtherModels = {
  kind: 'list',
  group: 'model',
  description:
    'Models to register and package beside the first: NAME=PATH, several on lines of their own or between commas.',
  schema: z.optional(listSchema(readNamedPath)),
  relocate: (text: string, folder: string) =>
    mapEntries(text, (entry) =>
      entry.replace(/=\s*(.*)$/s, (_, path: string) => `=${joinPath(folder, path)}`),
    ),
  example: 'vocabulary=outputs/words.json',
} as const;

export const tags = {
  kind: 'list',
  group: 'image',
  description:
    'Release tags to put on the tested digest. Without it: the version of the model; in the chain the tag of the image.',
  schema: z.optional(listSchema(readTag)),
  example: '1.4.0, latest',
} as const;

function readModelChoice(text: string): ReturnType<ReadText<ModelChoice>> {
  if (text.includes('@')) {
    const parsed = parseImageReference(lowerCased(text));
    return 'fault' in parsed ? parsed : { value: { kind: 'reference', reference: parsed.value } };
  }
  const colon = text.lastIndexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  const version = colon < 0 ? '' : text.slice(colon + 1);
  if (!MODEL_NAME.test(name) || version === '') {
    return {
      fault: `"${cut(text)}" is no registered model; write name:version or REPOSITORY@sha256:…`,
    };
  }
  return { value: { kind: 'version', name, version } };
}

function readNamedPath(text: string): ReturnType<ReadText<NamedPath>> {
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(equals, 0)).trim();
  const path = text.slice(equals + 1).trim();
  if (equals < 0 || path === '') return { fault: `"${cut(text)}" has no path; write NAME=PATH` };
  if (MODEL_NAME.test(name)) return { value: { name, path } };
  return { fault: `"${cut(name)}" is not a model name; ${MODEL_NAME_RULE}` };
}

function readTag(text: string): ReturnType<ReadText<string>> {
  if (isTag(text)) return { value: text };
  const rule = 'use letters, digits, ".", "_" and "-", at most 128';
  return { fault: `"${cut(text)}" is not a tag; ${rule}` };
}

/** The start of a text that may be huge, for messages. */
function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function readFramework(text: string): ReturnType<ReadText<FrameworkName | 'auto'>> {
  const value = text === 'auto' ? text : parseFrameworkName(text);
  if (value !== undefined) return { value };
  return { fault: `"${cut(text)}" is none of: auto, ${frameworkNames.join(', ')}` };
}

/** The two inputs as one value; undefined where nothing is said. */
export function frameworkOf(values: {
  readonly 'model-framework': FrameworkName | 'auto';
  readonly 'model-framework-version': string | undefined;
}): ModelFramework | undefined {
  const { 'model-framework': name, 'model-framework-version': version } = values;
  if (name === 'auto') return undefined;
  return { name, ...(version === undefined ? {} : { version }) };
}

/** A version of no framework means nothing, as it did in Azure ML. */
export function frameworkFaults(
  values: Parameters<typeof frameworkOf>[0],
  spell: (inputName: string) => string,
): Fault[] {
  const key = spell('model-framework-version');
  if (values['model-framework-version'] === undefined || frameworkOf(values) !== undefined)
    return [];
  const message = `a framework version needs its framework; give ${spell('model-framework')} too`;
  return [{ message, place: { key } }];
}
