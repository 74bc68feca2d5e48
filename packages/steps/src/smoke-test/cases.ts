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
  context: StepContext,
): Promise<readonly SmokeCase[]> {
  const reading = { folder: context.settings.workingDirectory, loadMatchers };
  if (source === undefined) return [];
  if (source.kind === 'file') return readAllCases(source.path, reading);
  const given = await parseInlineCases(source.text, {
    shownAs: context.spell('cases'),
    ...reading,
  });
  // They stand in no file that could be shown.
  return given.map(unplaced);
}
