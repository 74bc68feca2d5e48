import type { Cause, Evidence, RootCause } from '../cause.ts';
import { originOf } from '../excerpt.ts';
import { pythonFailure, type PythonFailure, shortType, told } from '../python-failure.ts';

/** An exception at import, in init() or in run() that no other cause explains better. */
export const importFailed: Cause = {
  id: 'import-failed',
  title: 'The entry script raises an exception when it is imported',
  meaning:
    'Python ran the lines of the entry script, or of a module that it imports, and one of them raised an exception. The message names the line; the lines around it are shown.',
  remedy: 'Correct that line. Importing the script with the packages of the image shows the same.',
  match: (evidence) => match(evidence, 'import'),
};

export const initFailed: Cause = {
  id: 'init-failed',
  title: 'init() raises an exception',
  meaning:
    'The entry script was imported, then its `init()` raised an exception. The message names the line of the script; the lines around it are shown.',
  remedy: 'Correct that line. The paths and variables that `init()` reads are those of the image.',
  match: (evidence) => match(evidence, 'init'),
};

export const runFailed: Cause = {
  id: 'run-failed',
  title: 'run() raises an exception',
  meaning:
    'The service started; a request made `run()` raise an exception, which the server answers with 500. Either the script is wrong, or the request is not what it expects.',
  remedy:
    'Correct the line, or the request of the case. Without a decorator `run()` gets the body as text; with `@input_schema` it gets the members of the JSON object by their names.',
  match: (evidence) => match(evidence, 'run'),
};

const CALLS = { import: 'the import', init: 'init()', run: 'run()', server: 'the server' } as const;
const IDS = { import: importFailed.id, init: initFailed.id, run: runFailed.id } as const;
const ACTS = {
  import: 'Correct the script',
  init: 'Correct the script',
  run: 'Correct the script, or the request of the case',
} as const;

async function match(evidence: Evidence, at: keyof typeof IDS): Promise<RootCause | undefined> {
  const failure = pythonFailure(evidence);
  if (failure?.at !== at) return undefined;
  const error = failure.errors.at(-1) ?? failure.errors[0];
  const { where, place, excerpt } = await originOf(error, evidence);
  const what = at === 'import' ? 'the import raised' : `${CALLS[at]} raised`;
  const message = `${where}: ${what} ${told(error)}${rootOf(failure)}. ${ACTS[at]}.`;
  return { id: IDS[at], message: message.replace('..', '.'), place, excerpt };
}

/** What an exception was raised from, where it has another type. */
function rootOf({ errors }: PythonFailure): string {
  const [root] = errors;
  const last = errors.at(-1);
  if (last === undefined || last === root || shortType(last) === shortType(root)) return '';
  return ` (from ${told(root)})`;
}
