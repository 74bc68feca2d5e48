import type { Clock } from '@package-model/core/clock';
import { messageOf } from '@package-model/core/errors';
import type { Log } from '@package-model/core/log';
import type { Run } from '@package-model/core/process/run';

const LONGEST = 500;

/** The same, with a debug line for each program: what was called, how it ended, how long it took. */
export function toldRun(
  run: Run,
  { log, clock }: { readonly log: Pick<Log, 'debug'>; readonly clock: Clock },
): Run {
  return {
    async run(program, args, options) {
      const startedAt = clock.now();
      const tell = (ending: string): void => {
        const call = [program, ...args].join(' ').replaceAll(/\s+/g, ' ');
        const shown = call.length > LONGEST ? `${call.slice(0, LONGEST)}…` : call;
        log.debug(`${shown}: ${ending} after ${clock.now() - startedAt} ms`);
      };
      try {
        const result = await run.run(program, args, options);
        tell(`exit code ${result.exitCode}`);
        return result;
      } catch (error) {
        tell(messageOf(error));
        throw error;
      }
    },
  };
}
