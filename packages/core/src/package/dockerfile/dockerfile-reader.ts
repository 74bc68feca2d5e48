import { parse } from 'docker-file-parser';
import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';

/** One instruction of a Dockerfile; `line` is its last physical line, 1-based. */
export type Instruction = {
  readonly name: string;
  /** Everything after the name, continued lines joined, as written. */
  readonly text: string;
  readonly line: number;
};

const KNOWN: ReadonlySet<string> = new Set(
  (
    'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL RUN SHELL STOPSIGNAL USER ' +
    'VOLUME WORKDIR'
  ).split(' '),
);
const DIRECTIVE = /^\s*(?:#|\/\/)\s*(syntax|escape|check)\s*=/i;

/** The instructions of a Dockerfile, comments left out. */
export function readDockerfile(text: string): readonly Instruction[] {
  const plain = text.replace(/^\uFEFF/, '');
  return parse(plain)
    .filter((entry) => entry.name !== 'COMMENT')
    .map((entry) => ({
      name: entry.name,
      text: (entry.raw ?? '').trim().replace(/^\S+\s*/, ''),
      line: entry.lineno,
    }));
}

/**
 * The gate before any engine gets a Dockerfile: InputError BAD_FILE for parser directives, bases
 * other than `from` and the file's own stages, sources from outside, heredocs, mounts other than
 * secrets and instructions that are not known.
 */
export function checkRendered(
  text: string,
  options: { readonly from: readonly string[]; readonly file?: string },
): void {
  const file = options.file ?? 'Dockerfile';
  const faults: Fault[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const directive = DIRECTIVE.exec(line.replace(/^\uFEFF/, ''))?.[1];
    if (directive === undefined) continue;
    const message = `the parser directive ${directive}= is not allowed, as it changes what reads this file; remove it`;
    faults.push({ message, place: { file, line: index + 1 } });
  }
  if (faults.length === 0) {
    const stages = new Set<string>();
    const instructions = readDockerfile(text);
    if (instructions[0]?.name !== 'FROM') {
      faults.push({ message: 'the first instruction must be FROM', place: { file, line: 1 } });
    }
    for (const instruction of instructions) {
      const message = whyRefused(instruction, options.from, stages);
      if (message !== undefined) faults.push({ message, place: { file, line: instruction.line } });
    }
  }
  refuse('BAD_FILE', faults);
}

function whyRefused(
  instruction: Instruction,
  from: readonly string[],
  stages: Set<string>,
): string | undefined {
  const { name, text } = instruction;
  if (!KNOWN.has(name)) return `${name} is not an instruction that may stand here; remove it`;
  if (text === '') return `${name} has no arguments; complete it`;
  if (/<</.test(text) && (name === 'RUN' || name === 'COPY' || name === 'ADD')) {
    return 'heredocs (<<) are not allowed, as only some builders know them; use a file';
  }
  switch (name) {
    case 'FROM':
      return whyNoBase(text, from, stages);
    case 'RUN':
      return whyNoRun(text);
    case 'COPY':
    case 'ADD':
      return whyNoCopy(text, stages);
    default:
      return undefined;
  }
}

function whyNoBase(text: string, from: readonly string[], stages: Set<string>): string | undefined {
  const match = /^(\S+)(?:\s+AS\s+([a-z][a-z0-9_.-]*))?$/i.exec(text);
  const [, image, stage] = match ?? [];
  if (image === undefined)
    return `FROM ${text} cannot be read; write FROM image, or FROM image AS name`;
  const known = from.includes(image) || stages.has(image.toLowerCase());
  if (stage !== undefined) stages.add(stage.toLowerCase());
  return known ? undefined : `FROM ${image} is not the base image of the plan (${from.join(', ')})`;
}

function whyNoRun(text: string): string | undefined {
  const flags = /^(?:--\S+\s+)+/.exec(text)?.[0].trim().split(/\s+/) ?? [];
  const wrong = flags.find((flag) => !/^--mount=type=secret,(?!.*\bfrom=)/.test(flag));
  return wrong === undefined
    ? undefined
    : `RUN ${wrong} is not allowed; only secrets may be mounted`;
}

function whyNoCopy(text: string, stages: ReadonlySet<string>): string | undefined {
  for (const stage of text.matchAll(/--from=(\S+)/g)) {
    if (!stages.has((stage[1] ?? '').toLowerCase())) {
      return `--from=${stage[1] ?? ''} is not a stage of this file; copy from its own stages only`;
    }
  }
  return /(?:^|[\s"[,])(?:[a-z+]+:\/\/|git@)/i.test(text)
    ? 'sources from outside the build context are not allowed; put the file into the folder'
    : undefined;
}
