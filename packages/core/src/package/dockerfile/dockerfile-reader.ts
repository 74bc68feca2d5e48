import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import { readInstruction } from './dockerfile-instruction.ts';
import type { Instruction } from './dockerfile-instruction.ts';
import { readLines } from './dockerfile-lines.ts';
import type { Comment, Directive } from './dockerfile-lines.ts';
import { readStages } from './dockerfile-stages.ts';
import type { Stage } from './dockerfile-stages.ts';

export { flagOf, wordsOf } from './dockerfile-instruction.ts';
export type { Arguments, Pair } from './dockerfile-arguments.ts';
export type { Flag, Instruction } from './dockerfile-instruction.ts';
export type { Comment, Directive, Heredoc } from './dockerfile-lines.ts';
export type { Stage } from './dockerfile-stages.ts';

/** A Dockerfile as every builder reads it. */
export type Dockerfile = {
  readonly file: string;
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** Blank lines in the middle of instructions. */
  readonly blankLines: readonly number[];
  /** What continues a line: `\` unless a directive says otherwise. */
  readonly escape: string;
};

export type ReadOptions = {
  /** How messages name the file. */
  readonly file?: string;
  /** The line of that file that the text starts at. */
  readonly firstLine?: number;
  /** Build arguments that win over the defaults of ARG. */
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Steps without a FROM of their own, to follow others. */
  readonly steps?: boolean;
};

/**
 * Reads a Dockerfile. InputError BAD_FILE names every place that builders would refuse or read
 * differently from each other, so that nothing is misread.
 */
export function readDockerfile(text: string, options: ReadOptions = {}): Dockerfile {
  const { dockerfile, faults } = parseDockerfile(text, options);
  refuse('BAD_FILE', faults);
  return dockerfile;
}

/** The same with the faults as data; instructions that cannot be read are left out. */
export function parseDockerfile(
  text: string,
  options: ReadOptions = {},
): { readonly dockerfile: Dockerfile; readonly faults: readonly Fault[] } {
  const { file = 'Dockerfile', firstLine = 1, buildArgs = {}, steps = false } = options;
  const faults: Fault[] = [];
  const fault = (message: string, line: number): undefined => {
    faults.push({ message, place: { file, line: line + firstLine - 1 } });
  };
  const { directives, comments, lines, escape } = readLines(text, fault);
  checkSyntax(directives, fault);
  const instructions: Instruction[] = [];
  let stage: number | undefined = steps ? 0 : undefined;
  for (const line of lines) {
    if (/^FROM\s/i.test(line.text)) stage = (stage ?? -1) + 1;
    const instruction = readInstruction(line, { escape, stage, fault });
    if (instruction === undefined) continue;
    if (stage === undefined && instruction.name !== 'ARG') {
      fault(`${instruction.name} stands before the first FROM; move it behind`, line.line);
    }
    instructions.push(instruction);
  }
  const by = firstLine - 1;
  const placed = instructions.map((instruction) => moved(instruction, by));
  if (!steps && lines.length === 0) fault('the file has no instruction; start it with FROM', 1);
  const dockerfile = {
    file,
    directives: directives.map((entry) => ({ ...entry, line: entry.line + by })),
    comments: comments.map((entry) => ({ ...entry, line: entry.line + by })),
    instructions: placed,
    stages: readStages(placed, { escape, buildArgs }),
    blankLines: lines.flatMap((entry) => entry.blankLines.map((line) => line + by)),
    escape,
  };
  return { dockerfile, faults };
}

/** Other frontends than Docker's own read another language. */
function checkSyntax(
  directives: readonly Directive[],
  fault: (message: string, line: number) => void,
): void {
  for (const { name, value, line } of directives) {
    if (name !== 'syntax') continue;
    if (/^(?:docker\.io\/)?docker\/dockerfile(?:[:@].*)?$/.test(value)) continue;
    const message = `syntax=${value} makes another program read this file; use docker/dockerfile:1, or leave the line out`;
    fault(message, line);
  }
}

function moved(instruction: Instruction, by: number): Instruction {
  if (by === 0) return instruction;
  const { heredocs, line, endLine } = instruction;
  return {
    ...instruction,
    line: line + by,
    endLine: endLine + by,
    heredocs: heredocs.map((heredoc) => ({ ...heredoc, line: heredoc.line + by })),
  };
}
