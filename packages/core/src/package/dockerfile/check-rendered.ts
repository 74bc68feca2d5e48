import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import { flagOf, parseDockerfile, wordsOf } from './dockerfile-reader.ts';
import type { Dockerfile, Instruction } from './dockerfile-reader.ts';
import { stageNamed } from './dockerfile-stages.ts';

/**
 * The gate before any engine gets a Dockerfile of ours: InputError BAD_FILE for parser directives,
 * bases other than `from` and the file's own stages, sources from outside, heredocs, mounts other
 * than secrets and caches, and instructions that are not known.
 */
export function checkRendered(
  text: string,
  options: { readonly from: readonly string[]; readonly file?: string },
): void {
  const file = options.file ?? 'Dockerfile';
  refuse('BAD_FILE', checkDirectives(text, file));
  const { dockerfile, faults } = parseDockerfile(text, { file });
  refuse('BAD_FILE', faults);
  const found: Fault[] = [];
  const fault = (message: string, line: number) => found.push({ message, place: { file, line } });
  if (dockerfile.instructions[0]?.name !== 'FROM') fault('the first instruction must be FROM', 1);
  for (const stage of dockerfile.stages) {
    const message = whyNoBase(stage, options.from);
    if (message !== undefined) fault(message, stage.instruction.line);
  }
  for (const instruction of dockerfile.instructions) {
    const message = whyRefused(instruction, dockerfile);
    if (message !== undefined) fault(message, instruction.line);
  }
  refuse('BAD_FILE', found);
}

const DIRECTIVE = /^\s*(?:#|\/\/)\s*(syntax|escape|check)\s*=/i;

/** Faults for lines that look like parser directives, wherever they stand. */
export function checkDirectives(text: string, file: string, firstLine = 1): Fault[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const directive = DIRECTIVE.exec(line.replace(/^\uFEFF/, ''))?.[1];
    if (directive === undefined) return [];
    const message = `the parser directive ${directive}= is not allowed, as it changes what reads this file; remove it`;
    return [{ message, place: { file, line: firstLine + index } }];
  });
}

function whyNoBase(
  stage: Dockerfile['stages'][number],
  from: readonly string[],
): string | undefined {
  if (stage.platform !== undefined) {
    return 'FROM --platform is not allowed, as the plan decides it; remove it';
  }
  if (stage.base.kind === 'stage' || from.includes(stage.written)) return undefined;
  return `FROM ${stage.written} is not the base image of the plan (${from.join(', ')})`;
}

/** Why an instruction may not stand in a Dockerfile of ours; undefined when it may. */
export function whyRefused(instruction: Instruction, dockerfile: Dockerfile): string | undefined {
  const { name, heredocs } = instruction;
  if (name === 'ONBUILD' || name === 'MAINTAINER') {
    return `${name} is not an instruction that may stand here; remove it`;
  }
  if (heredocs.length > 0) {
    return 'heredocs (<<) are not allowed, as only some builders know them; use a file';
  }
  if (name === 'RUN') return whyNoRun(instruction);
  return name === 'COPY' || name === 'ADD' ? whyNoCopy(instruction, dockerfile) : undefined;
}

function whyNoRun({ flags }: Instruction): string | undefined {
  for (const { name, value = '' } of flags) {
    if (name === 'mount' && /^type=(?:secret|cache),(?!.*\bfrom=)/.test(value)) continue;
    return `RUN --${name}=${value} is not allowed; only secrets and caches may be mounted`;
  }
  return undefined;
}

function whyNoCopy(
  instruction: Instruction,
  { stages, escape }: Pick<Dockerfile, 'stages' | 'escape'>,
): string | undefined {
  const from = flagOf(instruction, 'from');
  if (from !== undefined) {
    const earlier = stages.slice(0, instruction.stage ?? 0);
    return stageNamed(earlier, from) === undefined
      ? `--from=${from} is not a stage of this file; copy from its own stages only`
      : undefined;
  }
  const outside = wordsOf(instruction, escape).some((word) => /^(?:[a-z+]+:\/\/|git@)/i.test(word));
  return outside
    ? 'sources from outside the build context are not allowed; put the file into the folder'
    : undefined;
}
