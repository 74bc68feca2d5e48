import * as z from 'zod/mini';
import { managerChoices } from '@package-model/core/package/environment/manager-choices';
import { planPatterns } from '@package-model/core/package/plan/plan-patterns';
import { choiceInput, defaultText, listSchema, optionalText } from './define.ts';
import { switchInput, textSchema } from './define.ts';
import type { ReadText } from './define.ts';
import { relocateLocation } from './relocate.ts';

export const inferenceConfig = {
  kind: 'path',
  group: 'package',
  description:
    'The inference configuration (JSON or YAML): entry script, source directory, environment. One scikit-learn, ONNX, TensorFlow or MLflow model can be served without.',
  schema: z.optional(z.string()),
  example: 'inferenceconfig.json',
} as const;

export const workingDirectory = defaultText('path', '.', {
  group: 'package',
  description: 'Folder that relative paths of the inference configuration start from.',
});

export const baseImage = optionalText('text', {
  group: 'environment',
  description:
    'Base image to use instead of the one in the inference configuration: HOST/NAME[:TAG], or dir:PATH[:TAG] (an OCI image layout folder).',
  relocate: relocateLocation,
  example: 'python:3.12-slim',
});

export const dockerfile = optionalText('path', {
  group: 'environment',
  description:
    'Your own Dockerfile, typically one that extends a prebuilt inference image: looked over, then built with its folder as the environment image. It takes the place of base image and conda file; an inference configuration is needed only where it does not bring the code.',
  example: 'docker/Dockerfile',
});

export const replaceModelCopy = switchInput({
  group: 'package',
  shownFor: { input: 'dockerfile' },
  description:
    'Leave out what the Dockerfile copies of the registered models, byte for byte, and link to their layers instead.',
});

export const upgrade = switchInput({
  group: 'package',
  description:
    'Make the smallest changes to what cannot run any more (Python, packages) in the plan and say them; your files stay.',
});
export const environmentManager = choiceInput(managerChoices, {
  group: 'environment',
  description:
    'What installs the packages; auto takes pip where PyPI has all of them, else the conda of the base image (also for the Python on Azure ML base images), else rattler.',
});

export const requirements = optionalText('path', {
  group: 'environment',
  description: 'A requirements.txt to install in the place of a conda file.',
  example: 'requirements.txt',
});

export const aptPackages = {
  kind: 'list',
  group: 'environment',
  description: 'Debian packages to install into the environment: name or name=version.',
  schema: z.optional(listSchema<string>(readAptPackage)),
  example: 'libgomp1, ffmpeg',
} as const;

function readAptPackage(text: string): ReturnType<ReadText<string>> {
  if (planPatterns.apt.test(text)) return { value: text };
  return { fault: `"${text}" is not the name of a Debian package; write name or name=version` };
}

export const packagePath = defaultText('path', '.package', {
  group: 'package',
  description: 'Folder of the package: the plan, and with generate-dockerfile the build context.',
});

export const generateDockerfile = switchInput({
  group: 'package',
  description:
    'Also write a Dockerfile with its context and the models, to build anywhere with docker build.',
});

export const output = optionalText('path', {
  group: 'package',
  description:
    'Folder for the Dockerfile and its context, instead of the folder of the package. Naming it asks for generate-dockerfile.',
  example: 'docker-context',
});

export const modelLayout = choiceInput(['auto', 'linked', 'copied'], {
  group: 'package',
  description:
    "How models come to their versions' folders: linked to the registered layers, which moves no bytes, or copied there; auto links unless there is a reason to copy.",
});

export const lockFile = defaultText('path', 'package-model.lock', {
  group: 'environment',
  description: 'File that pins base image, environment image and resolved packages; commit it.',
});

export const environmentMaxAge = {
  kind: 'text',
  group: 'environment',
  description:
    'How old a pinned environment image may be before it is built anew: a number with m, h, d or w; 0 for any age.',
  schema: textSchema<number | undefined>(readAge),
  default: '0',
  example: '30d',
} as const;

const MS_OF_UNIT = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const MAX_AGE_MS = 3650 * MS_OF_UNIT.d;

/** Milliseconds; undefined for any age. */
function readAge(text: string): ReturnType<ReadText<number | undefined>> {
  if (text === '0') return { value: undefined };
  const [, digits, unit] = /^([1-9][0-9]{0,6})([mhdw])$/.exec(text) ?? [];
  const unitMs =
    unit === 'm' || unit === 'h' || unit === 'd' || unit === 'w' ? MS_OF_UNIT[unit] : 0;
  const value = Number(digits) * unitMs;
  if (value > 0 && value <= MAX_AGE_MS) return { value };
  return {
    fault: `"${text}" is no age; write for example 30d or 12h, at most 3650d, or 0 for any age`,
  };
}

export const environmentTrust = choiceInput(['lock', 'repository'], {
  group: 'environment',
  description:
    'Which environment images in the repository may be used again: only those that the lock file pins by digest, or any that is there under the right name.',
});
