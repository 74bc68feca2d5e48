import { codeOf } from '../../errors.ts';
import type { Run } from '../../process/run.ts';

/**
 * Modes of a folder's files, or of one of them, as git's index has them: path below the folder →
 * `100755`, `100644`. Empty outside a work tree and without git.
 */
export async function gitModes(
  folder: string,
  file: string | undefined,
  deps: { readonly run: Run; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, string>> {
  const modes = new Map<string, string>();
  const only = file === undefined ? [] : ['--', `:(literal)${file}`];
  const args = ['-c', 'core.quotePath=false', 'ls-files', '--stage', ...only];
  const onLine = (line: string, stream: 'stdout' | 'stderr'): void => {
    const entry = stream === 'stdout' ? parseStaged(line) : undefined;
    if (entry !== undefined) modes.set(entry.path, entry.mode);
  };
  const options = { cwd: folder, signal: deps.signal, onLine };
  const result = await deps.run.run('git', args, options).catch((error: unknown) => {
    // Without git the files' own bits are all there is; anything else, an abort above all, goes up.
    if (codeOf(error) === 'PROGRAM_MISSING') return undefined;
    throw error;
  });
  return result?.exitCode === 0 ? modes : new Map();
}

/** One line of `git ls-files --stage`: `mode object stage<TAB>path`, the path maybe in quotes. */
export function parseStaged(line: string): { mode: string; path: string } | undefined {
  const match = /^(\d{6}) [0-9a-f]+ \d\t(.+)$/.exec(line);
  const [, mode, written] = match ?? [];
  if (mode === undefined || written === undefined) return undefined;
  const quoted = /^"(.*)"$/.exec(written)?.[1];
  // Of all that git escapes, only quotes may stand in a code path; the rest is refused elsewhere.
  return { mode, path: quoted === undefined ? written : quoted.replaceAll(/\\(["\\])/g, '$1') };
}
