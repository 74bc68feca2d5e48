import { packageOfModule } from '../module-packages.ts';
import type { Cause, Evidence } from '../cause.ts';
import { pythonFailure } from '../python-failure.ts';
import { causeAt } from '../say.ts';
import type { PythonError } from '../traceback.ts';
import { installed } from '../versions.ts';

const MISSING = /^No module named '([\w.]+)'/;
const NOT_PACKAGE = /; '[\w.]+' is not a package$/;

/** A module that is imported and not in the image. */
export const moduleMissing: Cause = {
  id: 'module-missing',
  title: 'A Python module is not in the image',
  meaning:
    'The entry script, or a package that it uses, imports a module that the image does not have. It belongs either to a package that the conda or requirements file does not name, or to your own files outside of the source directory.',
  remedy:
    "Add the line that the message names to the conda file (below `pip:`) or to the requirements file. For a file of your own, set `sourceDirectory` in the inference configuration to the folder that has both, so that it goes into the image. A file of your own with a package's name (`json.py`, `numpy.py`) hides the package: rename it.",
  async match(evidence) {
    for (const error of pythonFailure(evidence)?.errors ?? []) {
      const name = MISSING.exec(error.text)?.[1];
      if (name === undefined || !/(ModuleNotFound|Import)Error$/.test(error.type)) continue;
      return causeAt(error, evidence, await words(name, error, evidence));
    }
    return undefined;
  },
};

async function words(name: string, error: PythonError, evidence: Evidence) {
  const { id } = moduleMissing;
  const top = name.split('.')[0] ?? name;
  const what = `the module ${name} is not in the image`;
  if (NOT_PACKAGE.test(error.text)) {
    return { id, what, act: `A file ${top}.py hides the package of that name: rename the file.` };
  }
  const line = packageOfModule(name);
  if (line !== undefined) return { id, what, act: adding(line) };
  const version = await installed(top, evidence);
  if (version !== undefined) {
    const act = `${top} ${version} is installed and has no such part: pin the version that the code was written for.`;
    return { id, what, act };
  }
  const own = `If ${top} is a file or folder of yours, set sourceDirectory in the inference configuration to the folder that has it`;
  const act = `${own}; if it is a package, add it to the conda file (below pip:) or to the requirements file`;
  return { id, what, act };
}

function adding(line: string): string {
  return `Add this line to the conda file (below pip:) or to the requirements file: ${line}`;
}
