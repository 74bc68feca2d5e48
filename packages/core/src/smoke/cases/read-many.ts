import { stat } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { type Fault, InputError, refuse } from '../../errors.ts';
import type { LoadMatchers } from './matchers.ts';
import { inOrder, readCases, repeatedNames } from './read-cases.ts';
import type { SmokeCase } from './smoke-case.ts';

const ENDINGS = '*.{json,yaml,yml}';

/**
 * The cases of one file, of all files in a folder, or of those that a pattern (`smoke/*.yaml`) fits,
 * by name. `path` starts at `folder`. InputError with the faults of all files.
 */
export async function readAllCases(
  path: string,
  { folder, loadMatchers }: { readonly folder: string; readonly loadMatchers: LoadMatchers },
): Promise<readonly SmokeCase[]> {
  const files = await filesOf(path, folder);
  if (files === undefined) {
    return readCases(resolve(folder, path), { shownAs: path, loadMatchers });
  }
  const faults: Fault[] = [];
  const cases: SmokeCase[] = [];
  for (const file of files) {
    const prefix = basename(file).replace(/\.[^.]*$/, '');
    const reading = { shownAs: relative(folder, file), loadMatchers, prefix };
    try {
      cases.push(...(await readCases(file, reading)));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.push(...error.faults);
    }
  }
  faults.push(...repeatedNames(cases, { file: path }));
  refuse('BAD_FILE', faults);
  return inOrder(cases);
}

/** Undefined for the path of one file. */
async function filesOf(path: string, folder: string): Promise<readonly string[] | undefined> {
  const isPattern = /[*?]/.test(path);
  if (!isPattern && !(await isFolder(resolve(folder, path)))) return undefined;
  const cwd = isPattern ? folder : resolve(folder, path);
  const ignore = ['**/*.expected.json'];
  const { glob } = await import('tinyglobby');
  const found = await glob(isPattern ? path : ENDINGS, { cwd, absolute: true, ignore });
  if (found.length > 0) return found.toSorted();
  const message = `there are no cases here; write them into files with the ending .yaml or .json`;
  throw new InputError('BAD_INPUT', [{ message, place: { file: path } }]);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    // What is not there is told when it is read.
    () => false,
  );
}
