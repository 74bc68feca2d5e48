import type { CondaSource } from '../environment/conda.ts';
import type { ServedModel } from './served-model.ts';

/** Before these versions, wheels were built against NumPy 1 without saying so. */
const NUMPY_1 = { 'scikit-learn': [1, 4], tensorflow: [2, 16] } as const;

/** What pip installs for a framework's model; the scoring server is added with the rest. */
export function requirementsOf(model: Exclude<ServedModel, { kind: 'mlflow' }>): string[] {
  switch (model.kind) {
    case 'scikit-learn':
      return [`scikit-learn==${model.version}`, ...numpyFor(model.kind, model.version)];
    case 'tensorflow':
      return [`tensorflow-cpu==${model.version}`, ...numpyFor(model.kind, model.version)];
    case 'onnx':
      return [model.version === undefined ? 'onnxruntime' : `onnxruntime==${model.version}`];
    default:
      return model satisfies never;
  }
}

function numpyFor(kind: keyof typeof NUMPY_1, version: string): string[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = NUMPY_1[kind];
  const isOld = major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
  return isOld ? ['numpy<2'] : [];
}

/**
 * Requirement lines as the conda environment that the rest of the product reads; `file` is what gave
 * them, one a line.
 */
export function condaOf(
  lines: readonly string[],
  file: string,
  pythonVersion?: string,
): CondaSource {
  const python = pythonVersion === undefined ? [] : [`python=${pythonVersion}`];
  return {
    config: {
      file,
      value: { dependencies: [...python, { pip: lines }] },
      placeOf: (path) => {
        const at = path.at(-1);
        return path.includes('pip') && typeof at === 'number' ? { file, line: at + 1 } : { file };
      },
    },
    path: [],
  };
}
