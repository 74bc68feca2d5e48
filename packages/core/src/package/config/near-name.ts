import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, InputError } from '../../errors.ts';
import { nearest } from './nearest.ts';

/** The error of reading a file, with the name that was most likely meant when there is no such file. */
export async function withNearName(
  failure: unknown,
  file: string,
  shownAs: string,
): Promise<unknown> {
  if (!(failure instanceof InputError) || codeOf(failure.cause) !== 'ENOENT') return failure;
  const names = await readdir(path.dirname(file)).catch(() => []);
  const near = nearest(path.basename(file), names);
  if (near === undefined) return failure;
  const meant = path.join(path.dirname(shownAs), near).split(path.sep).join('/');
  const message = `there is no such file; did you mean ${meant}?`;
  return new InputError(failure.code, [{ message, place: { file: shownAs } }], { cause: failure });
}
