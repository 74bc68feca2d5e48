import type { Fault } from '../../errors.ts';
import { formatFault, InputError } from '../../errors.ts';
import { silentLog } from '../../log.ts';
import type { CodeDeps } from '../code/code.ts';
import { listCode } from '../code/code.ts';
import type { CondaFile } from '../environment/conda-file.ts';
import { readCondaFile } from '../environment/conda-file.ts';
import type { InferenceConfig } from '../inference/inference-config.ts';
import { byPlace } from '../config/by-place.ts';
import { collect } from '../inference/reading.ts';
import { checkEntryScript } from '../script/entry-script.ts';
import type { JudgedRequest } from '../verdicts/judge-project.ts';
import { judgeOf } from '../verdicts/judge-project.ts';
import type { Code } from './plan.ts';

/**
 * A refusal, with what the parts that were not reached yet would have refused: entry script, conda
 * file and code are looked at on their own, so that all faults of a project come in one report.
 */
export async function withFurtherFaults(
  failure: unknown,
  request: JudgedRequest & { readonly config: InferenceConfig; readonly codeThere?: Code },
  deps: Pick<CodeDeps, 'run' | 'signal'>,
): Promise<unknown> {
  if (!(failure instanceof InputError) || deps.signal.aborted) return failure;
  const faults: Fault[] = [];
  const { config, codeThere } = request;
  const { conda, entryScript, generatedScript } = config;
  const isOwn = generatedScript === undefined && codeThere === undefined;
  // A script that was refused has been read, maybe by Python's parser, which says it in other words.
  const isRead = failure.faults.some(({ place }) => place?.file === entryScript.shownAs);
  if (isOwn && !isRead) {
    faults.push(
      ...((await collect({ faults }, () => checkEntryScript(entryScript, silentLog))) ?? []),
    );
  }
  if (conda !== undefined) {
    const file = await collect({ faults }, async () => readCondaFile(conda, silentLog));
    // Nobody was chosen yet who installs conda's packages: they are not judged here.
    const judge = await judgeOf(request, silentLog).catch(() => (read: CondaFile) => read);
    faults.push(...(file === undefined ? [] : judge(file, 'conda').faults));
  }
  if (isOwn) {
    await collect({ faults }, () => listCode(config, { ...deps, log: silentLog }));
  }
  const known = new Set(failure.faults.map(placeAndStart));
  const further = faults.filter((fault) => !known.has(placeAndStart(fault)));
  if (further.length === 0) return failure;
  const all = byPlace([...failure.faults, ...further], config.file);
  return new InputError(failure.code, all, { cause: failure });
}

/** One place is told of once, even where two parts say it in other words. */
function placeAndStart(fault: Fault): string {
  const { place } = fault;
  const hasPosition = place?.line !== undefined || place?.key !== undefined;
  return hasPosition ? JSON.stringify([place.file, place.line, place.key]) : formatFault(fault);
}
