import path from 'node:path';
import { flagOf, wordsOf } from './dockerfile-reader.ts';
import type { Dockerfile, Instruction } from './dockerfile-reader.ts';
import { filesOfSource } from './build-context.ts';
import type { BuildContext } from './build-context.ts';
import { expandWord } from './dockerfile-words.ts';

/** What a builder knows when it comes to an instruction. */
export type State = {
  /** Undefined where only the base image knows. */
  readonly user: string | undefined;
  readonly folder: string;
  /** Values of ENV, and of ARG where it has one. */
  readonly variables: ReadonlyMap<string, string>;
};

/** An instruction with the state before it. */
export type Step = State & { readonly instruction: Instruction };

/** One file that COPY or ADD puts into the image. */
export type CopiedFile = {
  /** In the context. */
  readonly source: string;
  /** In the image: absolute. */
  readonly target: string;
};

/** The user of a base image, where its name tells; Azure ML's images that serve have their own. */
export function userOfBase(image: string): string | undefined {
  return /^mcr\.microsoft\.com\/azureml\/.*\binference\b/.test(image) ? 'dockeruser' : undefined;
}

/** Every instruction in its state, by stage; a stage that starts from another goes on from it. */
export function stepsOf(dockerfile: Dockerfile): {
  readonly stages: readonly (readonly Step[])[];
  /** What the image has in the end. */
  readonly last: State;
} {
  const stages: Step[][] = [];
  const ends: State[] = [];
  for (const stage of dockerfile.stages) {
    const { base } = stage;
    const start = base.kind === 'stage' ? ends[base.index] : undefined;
    const user = base.kind === 'image' ? userOfBase(base.image) : undefined;
    let state: State = start ?? { user, folder: '/', variables: new Map() };
    const steps: Step[] = [];
    for (const instruction of dockerfile.instructions) {
      if (instruction.stage !== stage.index) continue;
      steps.push({ ...state, instruction });
      state = after(state, instruction, dockerfile.escape);
    }
    stages.push(steps);
    ends.push(state);
  }
  return { stages, last: ends.at(-1) ?? { user: undefined, folder: '/', variables: new Map() } };
}

/** The steps that the final image is made of: those of its stage and of the stages under it. */
export function finalSteps(dockerfile: Dockerfile): readonly Step[] {
  const { stages } = stepsOf(dockerfile);
  const found: Step[] = [];
  let index: number | undefined = stages.length - 1;
  while (index !== undefined && index >= 0) {
    found.unshift(...(stages[index] ?? []));
    const base: Dockerfile['stages'][number]['base'] | undefined = dockerfile.stages[index]?.base;
    index = base?.kind === 'stage' ? base.index : undefined;
  }
  return found;
}

/** Text with the variables that are known at a step. */
export function expandAt(step: State, text: string, escape: string): string {
  return expandWord(text, escape, (name) => step.variables.get(name));
}

/** Sources and target of COPY or ADD; undefined for copies from stages and for other steps. */
export function copyOf(
  step: Step,
  escape: string,
): { readonly sources: readonly string[]; readonly target: string } | undefined {
  const { instruction } = step;
  if (!/^(?:COPY|ADD)$/.test(instruction.name)) return undefined;
  if (flagOf(instruction, 'from') !== undefined) return undefined;
  const words = wordsOf(instruction, escape).map((word) => expandAt(step, word, escape));
  const target = words.at(-1) ?? '/';
  const sources = words.slice(0, -1).filter((word) => !word.startsWith('<<'));
  const absolute = path.posix.join(step.folder, target);
  return {
    sources: sources.filter((source) => !isRemote(source)),
    target: target.startsWith('/') ? target : absolute + (target.endsWith('/') ? '/' : ''),
  };
}

/** The files that a step copies from the context, each with its place in the image. */
export function copiedFiles(step: Step, context: BuildContext, escape: string): CopiedFile[] {
  const copy = copyOf(step, escape);
  if (copy === undefined) return [];
  const intoFolder = copy.target.endsWith('/') || copy.sources.length > 1;
  return copy.sources.flatMap((source) => {
    const clean = path.posix.normalize(`/${source}`).slice(1).replace(/\/$/, '');
    return filesOfSource(source, context).flatMap((file): CopiedFile[] => {
      const base = path.posix.basename(file);
      if (clean === '' || file.startsWith(`${clean}/`)) {
        const inner = clean === '' ? file : file.slice(clean.length + 1);
        return [{ source: file, target: path.posix.join(copy.target, inner) }];
      }
      if (intoFolder) return [{ source: file, target: path.posix.join(copy.target, base) }];
      // Only the image knows whether the target is a folder there.
      const targets = [copy.target, path.posix.join(copy.target, base)];
      return targets.map((target) => ({ source: file, target }));
    });
  });
}

function isRemote(source: string): boolean {
  return /^(?:[a-z+]+:\/\/|git@)/i.test(source);
}

function after(state: State, instruction: Instruction, escape: string): State {
  const { name, args, pairs } = instruction;
  const text = args.kind === 'text' ? expandAt(state, args.text, escape) : '';
  if (name === 'USER') return { ...state, user: text.trim() };
  if (name === 'WORKDIR')
    return { ...state, folder: path.posix.resolve(state.folder, text.trim()) };
  if (name !== 'ENV' && name !== 'ARG') return state;
  const variables = new Map(state.variables);
  for (const { name: key, value } of pairs) {
    if (value === undefined || (name === 'ARG' && variables.has(key))) continue;
    variables.set(key, expandAt(state, value, escape));
  }
  return { ...state, variables };
}
