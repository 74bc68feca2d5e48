import { InputError, formatFault } from '@package-model/core/errors';
import { unplaced } from '@package-model/core/smoke/cases/cases-digest';
import { parseInlineCases } from '@package-model/core/smoke/cases/read-cases';
import { readAllCases } from '@package-model/core/smoke/cases/read-many';
import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import type { CasesSource } from '../inputs/smoke.ts';
import type { StepContext } from '../step.ts';
import { loadMatchers } from './load-matchers.ts';

/** The cases that an input names; every fault of theirs is told before anything starts. */
export async function casesOf(
  source: CasesSource | undefined,
  context: Pick<StepContext, 'spell'> & {
    readonly settings: Pick<StepContext['settings'], 'workingDirectory'>;
  },
): Promise<readonly SmokeCase[]> {
  const reading = { folder: context.settings.workingDirectory, loadMatchers };
  if (source === undefined) return [];
  if (source.kind === 'file') return readAllCases(source.path, reading);
  const name = context.spell('cases');
  const given = await parseInlineCases(source.text, { shownAs: name, ...reading }).catch(
    (error: unknown) => {
      throw inInput(name, error);
    },
  );
  return given.map(unplaced);
}

/** The lines are those of the input: there is no file that could be shown. */
function inInput(name: string, error: unknown): unknown {
  if (!(error instanceof InputError)) return error;
  const faults = error.faults.map((fault) => ({
    message: formatFault(fault),
    place: { key: name },
  }));
  return new InputError(error.code, faults, { cause: error });
}
