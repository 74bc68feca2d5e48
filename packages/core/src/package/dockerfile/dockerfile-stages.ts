import { flagOf } from './dockerfile-instruction.ts';
import type { Instruction } from './dockerfile-instruction.ts';
import { planPatterns } from '../plan/plan-patterns.ts';
import { expandWord } from './dockerfile-words.ts';

/** What a FROM starts: a base image, an earlier stage or nothing. */
export type Stage = {
  readonly index: number;
  /** Lower case, as builders compare it. */
  readonly name: string | undefined;
  /** The base as written. */
  readonly written: string;
  readonly base:
    | { readonly kind: 'image'; readonly image: string }
    | { readonly kind: 'stage'; readonly index: number }
    | { readonly kind: 'scratch' }
    /** A variable that only the build itself knows. */
    | { readonly kind: 'unknown'; readonly variable: string };
  readonly platform: string | undefined;
  readonly instruction: Instruction;
};

/** BuildKit's own arguments; the classic builder has none of them. */
const PLATFORM = /^(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)$/;

export type StageOptions = {
  readonly escape: string;
  readonly buildArgs: Readonly<Record<string, string>>;
};

/** The stages of a file, with the variables of FROM replaced by ARGs that stand before it. */
export function readStages(
  instructions: readonly Instruction[],
  { escape, buildArgs }: StageOptions,
): readonly Stage[] {
  const globals = new Map<string, string | undefined>();
  const stages: Stage[] = [];
  for (const instruction of instructions) {
    if (instruction.name === 'ARG' && instruction.stage === undefined) {
      for (const { name, value } of instruction.pairs) {
        const own = Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined;
        const byDefault =
          value === undefined
            ? undefined
            : expandWord(value, escape, (other) => globals.get(other));
        globals.set(name, own ?? byDefault);
      }
    }
    if (instruction.name !== 'FROM' || instruction.args.kind !== 'text') continue;
    const [written = '', , alias] = instruction.args.text.split(/\s+/);
    stages.push({
      index: stages.length,
      name: alias?.toLowerCase(),
      written,
      base: baseOf(written, { escape, globals, stages }),
      platform: flagOf(instruction, 'platform'),
      instruction,
    });
  }
  return stages;
}

/** The stage that a name or a number means before `stages` goes on; undefined for an image. */
export function stageNamed(stages: readonly Stage[], text: string): Stage | undefined {
  const name = text.toLowerCase();
  const byName = stages.findLast((stage) => stage.name === name);
  if (byName !== undefined || !/^\d+$/.test(text)) return byName;
  return stages.find((stage) => stage.index === Number(text));
}

function baseOf(
  written: string,
  known: {
    readonly escape: string;
    readonly globals: ReadonlyMap<string, string | undefined>;
    readonly stages: readonly Stage[];
  },
): Stage['base'] {
  const used: string[] = [];
  const image = expandWord(written, known.escape, (name) => {
    used.push(name);
    return known.globals.get(name);
  });
  // FROM takes names of stages only; numbers are for COPY --from.
  const stage = known.stages.findLast((candidate) => candidate.name === image.toLowerCase());
  if (stage !== undefined) return { kind: 'stage', index: stage.index };
  if (image === 'scratch') return { kind: 'scratch' };
  const ofBuild = used.find((name) => PLATFORM.test(name) && !known.globals.has(name));
  if (ofBuild !== undefined) return { kind: 'unknown', variable: ofBuild };
  if (planPatterns.image.test(image) && !/[:@/]$/.test(image)) return { kind: 'image', image };
  return { kind: 'unknown', variable: used[0] ?? written };
}
