import { resolve } from 'node:path';
import { parseInlineCases, readCases } from '@package-model/core/smoke/cases/read-cases';
import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import type { CasesSource } from '../inputs/smoke.ts';
import type { StepContext } from '../step.ts';
import { loadMatchers } from './load-matchers.ts';

/** The cases that an input names; every fault of theirs is told before anything starts. */
export async function casesOf(
  source: CasesSource | undefined,
  context: StepContext,
): Promise<readonly SmokeCase[]> {
  const { workingDirectory } = context.settings;
  if (source === undefined) return [];
  if (source.kind === 'file')
    return readCases(resolve(workingDirectory, source.path), {
      shownAs: source.path,
      loadMatchers,
    });
  const shownAs = context.spell('cases');
  return parseInlineCases(source.text, { shownAs, folder: workingDirectory, loadMatchers });
}
