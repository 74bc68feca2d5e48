import type { Evidence } from './cause.ts';
import { type Failure, failuresIn, type Frame, type PythonError } from './traceback.ts';

/** The exception that ended the scoring server or a request. */
export type PythonFailure = {
  /** Which of the server's calls it came out of. */
  readonly at: 'import' | 'init' | 'run' | 'server';
  /** What was raised first, then those that hid it, by how much they tell. */
  readonly errors: readonly [PythonError, ...PythonError[]];
};

const WRAPPER = /(^|\.)(UserScript\w*(Exception|Error)|AppException|RunFunctionException)$/;
const LIBRARY =
  /[\\/](site-packages|dist-packages)[\\/]|[\\/]lib[\\/]python\d[\d.]*[\\/]|^<|[\\/]bin[\\/]/;

/** The Python failure that ended the test; undefined when the log shows none that did. */
export function pythonFailure({ log, state, code, seen }: Evidence): PythonFailure | undefined {
  const failures = failuresIn(log);
  if (code === 'CASE_FAILED') {
    // Only an answer of 500 comes of an exception. The cases are sent before the checks, whose
    // malformed requests raise exceptions of their own.
    if (!/\bstatus 5\d\d\b/.test(seen)) return undefined;
    const first = failures.find((failure) => failure.some(({ error }) => isRun(error)));
    return first === undefined ? undefined : unwrap(first);
  }
  const wrapped = failures.findLast((failure) => failure.some(({ error }) => isWrapper(error)));
  if (wrapped !== undefined) {
    const found = unwrap(wrapped);
    // An exception of run() answers one request; it does not explain the end of the server.
    return found?.at === 'run' ? undefined : found;
  }
  // Without the server's mark only the last words of a program that ended count.
  const last = failures.at(-1);
  if (state?.kind !== 'exited' || last === undefined) return undefined;
  return failureOf(last, isOfImport(last) ? 'import' : 'server');
}

function unwrap(failure: Failure): PythonFailure | undefined {
  const outer = failure.findLast(({ error }) => isWrapper(error))?.error;
  const inner = failure.filter(({ error }) => !isWrapper(error));
  if (outer === undefined) return undefined;
  return failureOf(inner.length === 0 ? failure : inner, callOf(outer));
}

function isRun(error: PythonError): boolean {
  return isWrapper(error) && callOf(error) === 'run';
}

function callOf({ type, frames }: PythonError): PythonFailure['at'] {
  const names = frames.map(({ name }) => name);
  if (type.endsWith('ImportException') || names.includes('load_script')) return 'import';
  if (names.includes('invoke_init')) return 'init';
  return names.includes('invoke_run') ? 'run' : 'server';
}

function failureOf(failure: Failure, at: PythonFailure['at']): PythonFailure | undefined {
  const errors = byWeight(failure);
  const [first, ...rest] = errors;
  return first === undefined ? undefined : { at, errors: [first, ...rest] };
}

/**
 * The last exception is what ended the program, the ones it was raised `from` say why. One that
 * was only being handled says so too when the handler raised on purpose; else it is past.
 */
function byWeight(failure: Failure): PythonError[] {
  const found: PythonError[] = [];
  for (let index = failure.length - 1; index >= 0; index -= 1) {
    const entry = failure[index];
    if (entry === undefined) break;
    found.push(entry.error);
    if (entry.link === 'first') break;
    const isOnPurpose = (entry.error.frames.at(-1)?.code ?? '').startsWith('raise');
    if (entry.link === 'during' && !isOnPurpose) break;
  }
  return found.toReversed();
}

function isWrapper({ type }: PythonError): boolean {
  return WRAPPER.test(type);
}

function isOfImport(failure: Failure): boolean {
  return failure.some(({ error }) => isOwn(error.frames.at(-1)) && error.frames.some(isModule));
}

function isModule(frame: Frame): boolean {
  return frame.name === '<module>' && isOwn(frame);
}

/** Whether a frame is of the user's code, not of a library, the server or Python itself. */
export function isOwn(frame: Frame | undefined): boolean {
  return frame !== undefined && !LIBRARY.test(frame.file);
}

/** The deepest frame of the user's code. */
export function ownFrame(error: PythonError): Frame | undefined {
  return error.frames.findLast(isOwn);
}

/** The name of an exception without its module. */
export function shortType({ type }: PythonError): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

/** An exception as one line: its type and its text, cut where it is long. */
export function told(error: PythonError): string {
  const text = error.text.length > 300 ? `${error.text.slice(0, 300)}…` : error.text;
  return text === '' ? shortType(error) : `${shortType(error)}: ${text}`;
}
