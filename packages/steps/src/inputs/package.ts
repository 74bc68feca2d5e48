import * as z from 'zod/mini';
import { choiceInput, defaultText, optionalText, switchInput } from './define.ts';

export const inferenceConfig = {
  kind: 'path',
  description:
    'The inference configuration (JSON): entry script, source directory, environment. One scikit-learn, ONNX, TensorFlow or MLflow model can be served without.',
  schema: z.optional(z.string()),
  example: 'inferenceconfig.json',
} as const;

export const workingDirectory = defaultText('path', '.', {
  description: 'Folder that relative paths of the inference configuration start from.',
});

export const baseImage = optionalText('text', {
  description: 'Base image to use instead of the one in the inference configuration.',
  example: 'python:3.12-slim',
});

export const packagePath = defaultText('path', '.package', {
  description: 'Folder of the package: the plan, and with generate-dockerfile the build context.',
});

export const generateDockerfile = switchInput({
  description:
    'Also write a Dockerfile with its context and the models, to build anywhere with docker build.',
});

export const modelLayout = choiceInput(['auto', 'linked', 'copied'], {
  description:
    "How models come to their versions' folders: linked to the registered layers, which moves no bytes, or copied there; auto links unless there is a reason to copy.",
});

export const lockFile = defaultText('path', 'package-model.lock', {
  description: 'File that pins base image, environment image and resolved packages; commit it.',
});

export const environmentTrust = choiceInput(['lock', 'repository'], {
  description:
    'Which environment images in the repository may be used again: only those that the lock file pins by digest, or any that is there under the right name.',
});
