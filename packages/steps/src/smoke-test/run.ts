import type { Engine } from '@package-model/core/engine/engine';
import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import type { Asked } from '@package-model/core/smoke/examine';
import { smokeTest } from '@package-model/core/smoke/smoke-test';
import { bringIntoEngine, localName } from '../engine-image.ts';
import { openEngine } from '../open-engine.ts';
import { openStores } from '../open-stores.ts';
import type { Stores } from '../open-stores.ts';
import type { Outputs, StepContext } from '../step.ts';
import { casesOf } from './cases.ts';
import { conclude } from './conclude.ts';
import { furtherWork } from './further.ts';
import type { SmokeTestValues, TestValues } from './inputs.ts';
import { targetOf } from './target.ts';

export type SmokeDeps = {
  readonly stores: Stores;
  readonly context: StepContext;
  /** Leaves an image that passed in the engine for whoever loads it next. */
  readonly keep: 'image' | 'nothing';
};

/** Runs a candidate and says whether it answers as it must. */
export async function runSmokeTest(
  values: SmokeTestValues,
  context: StepContext,
): Promise<Outputs> {
  using stores = await openStores(values['ca-certificates'], context);
  const cases = await casesOf(values.cases, context);
  return testImage(values, cases, { stores, context, keep: 'nothing' });
}

/** The work itself, for the chain too. A failed test is `StepFailed`, with its outputs. */
export async function testImage(values: TestValues, cases: readonly SmokeCase[], deps: SmokeDeps) {
  const { context, stores } = deps;
  const { clock, log, signal } = context;
  const engine = openEngine({ docker: values.docker }, context);
  const repository = stores.repositories.open(values.image.location);
  const further = await furtherWork(values, { engine, stores, context });
  const image = await bringIntoEngine(repository, values.image.digest, { engine, context });
  let report: SmokeReport | undefined;
  try {
    const target = targetOf(values, { image, cases });
    const afterCases = (asked: Asked) => further.afterCases(asked, target.requestTimeoutMs);
    const { http } = stores;
    report = await smokeTest(target, { engine, http, clock, log, signal, afterCases });
    report = await further.complete(report, target);
  } finally {
    if (deps.keep === 'nothing' || report?.passed !== true) await forget(values, engine, context);
  }
  return conclude(report, values, context);
}

/** Takes the candidate's names out of the engine; its layers go with the last one. */
async function forget(
  values: Pick<SmokeTestValues, 'image'>,
  engine: Engine,
  context: StepContext,
): Promise<void> {
  const { location, digest } = values.image;
  const signal = context.signal.aborted ? AbortSignal.timeout(30_000) : context.signal;
  await engine.removeImage(localName(digest), signal);
  if (location.kind === 'registry') {
    await engine.removeImage(`${location.host}/${location.repository}@${digest}`, signal);
  }
}
