import type { Fault } from '../../errors.ts';
import type { Dockerfile } from './dockerfile-reader.ts';

/** The image that the last stage comes from in the end, or why none is known. */
export function finalBase({
  stages,
  file,
}: Dockerfile): { readonly image: string } | { readonly fault: Fault } {
  let stage = stages.at(-1);
  while (stage?.base.kind === 'stage') stage = stages[stage.base.index];
  if (stage?.base.kind === 'image') return { image: stage.base.image };
  const place = { file, line: stage?.instruction.line ?? 1 };
  const message =
    stage?.base.kind === 'unknown'
      ? `FROM ${stage.written} needs ${stage.base.variable}, which only the build would know; give ARG ${stage.base.variable} a default`
      : 'FROM scratch has no Python to serve with; start from an image that has';
  return { fault: { message, place } };
}
