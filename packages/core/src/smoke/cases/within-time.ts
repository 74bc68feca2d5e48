import { runInNewContext } from 'node:vm';

const MAX_MS = 2000;

/**
 * What work gives; undefined when it computes for more than 2 s, as a regular expression may do on
 * a long text. It blocks meanwhile and must not be asynchronous.
 */
export function withinTime<T>(work: () => T, maxMs = MAX_MS): { readonly value: T } | undefined {
  let value: { readonly value: T } | undefined;
  try {
    const run = (): void => {
      value = { value: work() };
    };
    // Only a script of a context has a timeout; it ends what the script calls, too.
    runInNewContext('run()', { run }, { timeout: maxMs });
    return value;
  } catch (error) {
    if (isTimeout(error)) return undefined;
    throw error;
  }
}

/** An error of the script's own context is no instance of this one's `Error`. */
function isTimeout(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
