import { driftFaults } from '@package-model/core/smoke/baseline/drift-fault';
import { collectAnswers, runBaseline } from '@package-model/core/smoke/baseline/run-baseline';
import type { Answers } from '@package-model/core/smoke/baseline/run-baseline';
import { tellDrift } from '@package-model/core/smoke/baseline/tell-drift';
import type { Asked } from '@package-model/core/smoke/examine';
import { failReport } from '@package-model/core/smoke/report/fail-report';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import type { SmokeTarget } from '@package-model/core/smoke/run/target';
import { bringIntoEngine } from '../engine-image.ts';
import type { PinnedImage } from '../inputs/image.ts';
import type { BaselineValues } from '../inputs/smoke-baseline.ts';
import { type Baseline, findBaseline } from './find-baseline.ts';
import type { FurtherDeps, FurtherWork } from './further-work.ts';
import { signalForCleanUp } from '../signal-for-clean-up.ts';

/** Work that compares the candidate with another version; undefined when there is none. */
export async function baselineWork(
  values: Pick<BaselineValues, 'baseline' | 'max-drift'> & { readonly image: PinnedImage },
  deps: FurtherDeps,
): Promise<FurtherWork | undefined> {
  if (values.baseline === undefined) return undefined;
  const baseline = await findBaseline(values.baseline, values.image, deps);
  const { clock, log, signal } = deps.context;
  if (baseline === undefined) {
    log.info('There is no earlier release to compare with: nothing was compared.');
    return undefined;
  }
  const core = { http: deps.stores.engineHttp, clock, log, signal };
  let now: Answers | undefined;
  return {
    async afterCases(asked: Asked, requestTimeoutMs: number) {
      now = await collectAnswers(asked, requestTimeoutMs, core);
    },
    async complete(report: SmokeReport, target: SmokeTarget) {
      if (now === undefined || now.cases.length === 0) {
        log.info(`No case was sent, so there is nothing to compare with ${baseline.shownAs}.`);
        return report;
      }
      const about = { now, maxDrift: values['max-drift'], target };
      const found = await withBaseline(baseline, deps, (image) =>
        runBaseline(
          // Another version has its own models in its image: the candidate's must not hide them.
          { ...target, container: deps.container, image, imageDigest: baseline.image.digest },
          { ...about, image: baseline.shownAs, digest: baseline.image.digest },
          { ...core, engine: deps.engine },
        ),
      );
      const say = (line: string) => (found.problem === null ? log.info(line) : log.warn(line));
      for (const line of tellDrift(found)) say(line);
      const faults = driftFaults(found);
      const compared = { ...report, baseline: found };
      if (faults.length === 0) return compared;
      const title = `answers and times are close to those of ${baseline.shownAs}`;
      return failReport(compared, { id: 'max-drift', title }, faults);
    },
  };
}

/** The engine has the image for the time of the work; what it had before stays. */
async function withBaseline<T>(
  { repository, image }: Baseline,
  { engine, context }: FurtherDeps,
  work: (image: string) => Promise<T>,
): Promise<T> {
  const { name, given } = await bringIntoEngine(repository, image.digest, { engine, context });
  try {
    return await work(name);
  } finally {
    const signal = signalForCleanUp(context);
    for (const one of given) await engine.removeImage(one, signal);
  }
}
