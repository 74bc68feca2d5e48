import type { Fault, Place } from '../../errors.ts';
import { formatFault, InputError, refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { originsOfSteps } from '../environment/origins.ts';
import type { Origins } from '../environment/origins.ts';
import { finalBase } from './final-base.ts';
import { parseDockerfile } from './dockerfile-reader.ts';
import type { Dockerfile } from './dockerfile-reader.ts';
import { copyOf, stepsOf } from './dockerfile-steps.ts';
import { lintDockerfile } from './lint/lint.ts';

/**
 * Reads the Dockerfile that an inference configuration names or holds for its base image. It is
 * built without a folder, as it always was: InputError BAD_FILE where it copies from one.
 */
export function readBaseDockerfile(
  { text, place }: { readonly text: string; readonly place: Place },
  log: Pick<Log, 'info' | 'warn'>,
): { readonly text: string; readonly baseImage: string; readonly origins: Origins } {
  const located = (found: Fault): Fault => locate(found, place);
  const { dockerfile, faults } = parseDockerfile(text, { file: place.file ?? 'baseDockerfile' });
  refuse('BAD_FILE', faults.map(located));
  const refused: Fault[] = copiesOf(dockerfile).map(located);
  for (const finding of lintDockerfile(dockerfile)) {
    const { message, place: where } = located(finding);
    if (finding.severity === 'error') refused.push(located(finding));
    else if (finding.severity === 'warning') log.warn(message, where);
    else log.info(formatFault(located(finding)));
  }
  const base = finalBase(dockerfile);
  if ('fault' in base) throw new InputError('BAD_FILE', [located(base.fault), ...refused]);
  refuse('BAD_FILE', refused);
  // A text inside a configuration has no lines of a file.
  const origins = place.key === undefined ? originsOfSteps(dockerfile) : {};
  return { text, baseImage: base.image, origins };
}

function copiesOf(dockerfile: Dockerfile): Fault[] {
  return stepsOf(dockerfile)
    .stages.flat()
    .flatMap((step) => {
      const [source] = copyOf(step, dockerfile.escape)?.sources ?? [];
      if (source === undefined) return [];
      const message = `${source} cannot be copied, as baseDockerfile is built without a folder; give the Dockerfile as the input dockerfile instead`;
      return [{ message, place: { file: dockerfile.file, line: step.instruction.line } }];
    });
}

/** In a file of its own a line is a line of it; text inside a configuration has its own lines. */
function locate({ message, place: found }: Fault, place: Place): Fault {
  const line = found?.line ?? 1;
  if (place.key === undefined)
    return { message, place: { ...place, line: (place.line ?? 1) + line - 1 } };
  return { message: `line ${String(line)} of the Dockerfile: ${message}`, place };
}
