import type { Run, RunResult } from '../process/run.ts';

/** What an engine answers the same for as long as a step runs. */
const constant: readonly string[] = ['version', 'info', 'buildx version', 'context inspect'];

/** Of what programs said, for runs that are asked by several engines. */
const answers = new WeakMap<Run, Map<string, Promise<RunResult>>>();

/**
 * Runs programs, and asks each question that has only one answer once: who the engine is, where it
 * keeps its data. Answers that are failures are forgotten.
 */
export function rememberAnswers(run: Run): Run {
  const known = answers.get(run) ?? new Map<string, Promise<RunResult>>();
  answers.set(run, known);
  return {
    run(program, args, options) {
      if (!isConstant(args) || options.env !== undefined) return run.run(program, args, options);
      const key = JSON.stringify([program, ...args]);
      const former = known.get(key);
      if (former !== undefined) return former;
      const asked = run.run(program, args, options);
      known.set(key, asked);
      const forget = (): void => void known.delete(key);
      asked.then((result) => result.exitCode === 0 || args[0] === 'buildx' || forget(), forget);
      return asked;
    },
  };
}

function isConstant([first = '', second = '']: readonly string[]): boolean {
  return constant.includes(first) || constant.includes(`${first} ${second}`);
}
