import type { Fault, Place } from '../../errors.ts';
import { formatFault, refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { finalBase } from './final-base.ts';
import { readDockerfile } from './dockerfile-reader.ts';
import { copyOf, stepsOf } from './dockerfile-steps.ts';
import { lintDockerfile } from './lint/lint.ts';

/**
 * Reads the Dockerfile that an inference configuration names or holds for its base image. It is
 * built without a folder, as it always was: InputError BAD_FILE where it copies from one.
 */
export function readBaseDockerfile(
  { text, place }: { readonly text: string; readonly place: Place },
  log: Pick<Log, 'info' | 'warn'>,
): { readonly text: string; readonly baseImage: string } {
  const { file = 'baseDockerfile', line = 1 } = place;
  const dockerfile = readDockerfile(text, { file, firstLine: line });
  const faults = stepsOf(dockerfile)
    .stages.flat()
    .flatMap((step): Fault[] => {
      const [source] = copyOf(step, dockerfile.escape)?.sources ?? [];
      if (source === undefined) return [];
      const message = `${source} cannot be copied, as baseDockerfile is built without a folder; give the Dockerfile as the input dockerfile instead`;
      return [{ message, place: { file, line: step.instruction.line } }];
    });
  for (const finding of lintDockerfile(dockerfile)) {
    if (finding.severity === 'error') faults.push(finding);
    else if (finding.severity === 'warning') log.warn(finding.message, finding.place);
    else log.info(formatFault(finding));
  }
  refuse('BAD_FILE', faults);
  return { text, baseImage: finalBase(dockerfile) };
}
