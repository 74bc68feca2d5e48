import { InputError } from '../../errors.ts';
import type { Dockerfile } from './dockerfile-reader.ts';

/** The image that the last stage comes from in the end; InputError BAD_FILE when none is known. */
export function finalBase({ stages, file }: Dockerfile): string {
  let stage = stages.at(-1);
  while (stage?.base.kind === 'stage') stage = stages[stage.base.index];
  if (stage?.base.kind === 'image') return stage.base.image;
  const place = { file, line: stage?.instruction.line ?? 1 };
  const why =
    stage?.base.kind === 'unknown'
      ? `FROM ${stage.written} needs ${stage.base.variable}, which only the build would know; give ARG ${stage.base.variable} a default`
      : 'FROM scratch has no Python to serve with; start from an image that has';
  throw new InputError('BAD_FILE', [{ message: why, place }]);
}
