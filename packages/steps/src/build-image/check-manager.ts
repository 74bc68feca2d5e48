import { askImage } from '@package-model/core/engine/ask-image';
import type { Engine } from '@package-model/core/engine/engine';
import { probePython } from '@package-model/core/engine/python-probe';
import type { PythonProbe } from '@package-model/core/engine/python-probe';
import { InputError } from '@package-model/core/errors';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { StepContext } from '../step.ts';

type Deps = { readonly engine: Engine; readonly context: StepContext };

/**
 * Asks the base image for what installs the packages, before anything long begins: a Python that
 * fits, or the conda manager itself. Gives the Python where one is needed.
 */
export async function checkManager(
  environment: Environment,
  deps: Deps,
): Promise<PythonProbe | undefined> {
  const { manager, pip } = environment;
  switch (manager) {
    case 'conda':
    case 'micromamba':
      await checkProgram(manager, environment.baseImage, deps);
      return undefined;
    case 'rattler':
      return checkRattler(environment, deps);
    case 'pip':
    case 'uv':
    case undefined:
      return pip.length === 0 ? undefined : checkPython(environment, deps);
    default:
      return manager satisfies never;
  }
}

/** The base image's Python, when it is one that the environment can be made with. */
export async function checkPython(
  environment: Environment,
  { engine, context }: Deps,
): Promise<PythonProbe> {
  const { baseImage, pythonVersion } = environment;
  const python = await probePython(engine, baseImage, context.signal);
  if (pythonVersion === undefined || python.version.startsWith(`${pythonVersion}.`)) return python;
  throw refused(
    `the conda file asks for Python ${pythonVersion}, the base image ${baseImage} has ` +
      `${python.version}; change one of them, or let a conda manager bring Python ` +
      `(${context.spell('environment-manager')}: rattler)`,
  );
}

async function checkRattler(
  { baseImage }: Environment,
  { engine, context }: Deps,
): Promise<PythonProbe> {
  const python = await probePython(engine, baseImage, context.signal);
  const [major = 0, minor = 0] = python.version.split('.').map(Number);
  if (major === 3 && minor >= 10 && python.venv && python.ensurepip) return python;
  throw refused(
    `rattler runs on Python 3.10 or later with venv, the base image ${baseImage} has ` +
      `${python.version}${python.venv && python.ensurepip ? '' : ' without venv'}; choose another ` +
      `base image, or one with conda and ${context.spell('environment-manager')}: conda`,
  );
}

async function checkProgram(
  manager: 'conda' | 'micromamba',
  baseImage: string,
  { engine, context }: Deps,
): Promise<void> {
  const fallback = manager === 'conda' ? ' || test -x /opt/miniconda/bin/conda' : '';
  const question = {
    image: baseImage,
    about: 'probe',
    program: 'sh',
    args: ['-c', `{ command -v ${manager}${fallback}; } >/dev/null 2>&1 && echo there`],
  };
  const said = await askImage(engine, question, context.signal);
  if (said?.includes('there') === true) return;
  throw refused(
    `the base image ${baseImage} has no ${manager}; choose one that has, or set ` +
      `${context.spell('environment-manager')} to rattler, which needs none`,
  );
}

function refused(message: string): InputError {
  return new InputError('BAD_INPUT', [{ message }]);
}
