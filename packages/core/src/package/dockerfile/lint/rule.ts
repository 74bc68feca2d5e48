import type { BuildContext } from '../build-context.ts';
import type { Dockerfile, Instruction } from '../dockerfile-reader.ts';
import type { CopiedFile, Step } from '../dockerfile-steps.ts';

/** error: the image would not be built or not serve; warning: it may fail; hint: it could be better. */
export type Severity = 'error' | 'warning' | 'hint';

/** One thing that is known to go wrong in Dockerfiles. */
export type Rule = {
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, as the reference says it. */
  readonly summary: string;
  /** What to write instead. */
  readonly fix: string;
  readonly find: (facts: LintFacts) => readonly Found[];
};

/** A place where a rule is broken. */
export type Found = { readonly at: Pick<Instruction, 'line'>; readonly what: string };

/** What rules look at. */
export type LintFacts = {
  readonly dockerfile: Dockerfile;
  /** Every instruction with the state before it. */
  readonly steps: readonly Step[];
  /** Those that the final image is made of. */
  readonly finalSteps: readonly Step[];
  /** What the final image says of a variable last, and where. */
  readonly variable: (
    name: string,
  ) => { readonly value: string; readonly at: Instruction } | undefined;
  /** The user in the end, and where it is set. */
  readonly lastUser: { readonly user: string; readonly at: Instruction } | undefined;
  readonly context: BuildContext | undefined;
  /** The files that COPY and ADD put into the final image; empty without a context. */
  readonly copied: readonly (CopiedFile & { readonly at: Instruction })[];
};

/** The command of RUN, CMD or ENTRYPOINT as one text, heredocs with it; '' for other instructions. */
export function commandOf({ name, args, heredocs }: Instruction): string {
  if (name !== 'RUN' && name !== 'CMD' && name !== 'ENTRYPOINT') return '';
  const text = args.kind === 'json' ? args.values.join(' ') : args.text;
  return [text, ...heredocs.map((heredoc) => heredoc.content)].join('\n');
}

/** The single commands of a RUN. */
export function commandsOf(instruction: Instruction): readonly string[] {
  if (instruction.name !== 'RUN') return [];
  const parts = commandOf(instruction).split(/&&|\|\||;|\n|\|/);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** True when a RUN mounts a cache at a path. */
export function hasCache({ flags }: Instruction, folder: string): boolean {
  return flags.some(
    ({ name, value = '' }) =>
      name === 'mount' && value.includes('type=cache') && value.includes(folder),
  );
}
