import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { recordingOf, writeRecording } from '@package-model/core/smoke/cases/record';
import type { ScoredCase } from '@package-model/core/smoke/cases/run-cases';
import type { StepContext } from '../step.ts';

/** Writes what was answered as cases, where the input `record` names a file; undefined without. */
export function recorder(
  record: string | undefined,
  { settings, log }: Pick<StepContext, 'settings' | 'log'>,
): ((scored: readonly ScoredCase[]) => Promise<void>) | undefined {
  if (record === undefined) return undefined;
  const path = resolve(settings.workingDirectory, record);
  const format = record.endsWith('.json') ? 'json' : 'yaml';
  return async (scored) => {
    const recording = await recordingOf(scored, { folder: dirname(path), format });
    const { count, missing } = recording;
    if (missing.length > 0) {
      log.warn(`Not recorded, as no answer came: ${missing.join(', ')}.`);
    }
    if (count === 0) return;
    await mkdir(dirname(path), { recursive: true });
    await writeRecording(path, recording);
    const answers = count === 1 ? '1 answer' : `${count} answers`;
    log.info(`${answers} recorded in ${record}: look at them before they are expected.`);
  };
}
