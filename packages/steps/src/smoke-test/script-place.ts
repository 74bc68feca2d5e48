import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { CodeSources } from '@package-model/core/package/code/code';
import type { RootCause } from '@package-model/core/smoke/failure/cause';
import type { IssuePlace } from '@package-model/host/host';
import type { StepContext } from '../step.ts';

type Deps = {
  readonly context: Pick<StepContext, 'run' | 'settings' | 'signal'>;
  /** Where this run took the image's code from; undefined where another run did. */
  readonly sources?: CodeSources | undefined;
};

/**
 * The line of the user's own file that a failure comes from; the container has a copy of it.
 * Undefined where the file is not at hand: what is shown there must be the line that failed.
 */
export async function scriptPlace(
  cause: RootCause | null,
  { context, sources }: Deps,
): Promise<IssuePlace | undefined> {
  const place = cause?.place ?? undefined;
  if (cause === null || place === undefined) return undefined;
  const { file, line } = place;
  const { workingDirectory } = context.settings;
  const own = sources?.get(file)?.path;
  if (own !== undefined) {
    return { file: relative(workingDirectory, own) || own, line, isTold: true };
  }
  if (sources !== undefined) return undefined;
  const fitting: string[] = [];
  for (const candidate of new Set([file, ...(await trackedFiles(file, context))])) {
    if (await hasLine(join(workingDirectory, candidate), cause)) fitting.push(candidate);
  }
  const [only, ...others] = fitting;
  return only === undefined || others.length > 0 ? undefined : { file: only, line, isTold: true };
}

/** Files of the repository with this path below any folder. */
async function trackedFiles(
  file: string,
  { run, settings, signal }: Deps['context'],
): Promise<string[]> {
  const args = ['ls-files', '-z', '--', `:(glob)**/${file.replaceAll(/[*?[\]\\]/g, '\\$&')}`];
  try {
    const { exitCode, stdout } = await run.run('git', args, {
      cwd: settings.workingDirectory,
      signal,
    });
    return exitCode === 0 ? stdout.split('\0').filter((path) => path !== '') : [];
  } catch {
    signal.throwIfAborted();
    return []; // No git: the working directory itself is looked at all the same.
  }
}

/** True when the file has, at this line, what the cause shows of it. */
async function hasLine(path: string, { place, excerpt }: RootCause): Promise<boolean> {
  const shown = excerpt.find((one) => one.startsWith('> '))?.replace(/^> +\d+ \| /, '');
  if (shown === undefined) return false;
  const text = await readFile(path, 'utf8').catch(() => '');
  const own = text.split(/\r\n|\r|\n/)[(place?.line ?? 0) - 1];
  return own?.trim() === shown.trim();
}
