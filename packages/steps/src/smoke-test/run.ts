import type { CodeSources } from '@package-model/core/package/code/code';
import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import { withFacts } from '@package-model/core/smoke/report/facts';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import type { Asked } from '@package-model/core/smoke/examine';
import { smokeTest } from '@package-model/core/smoke/smoke-test';
import { candidateTag } from '../candidate-tag.ts';
import { openEngine } from '../open-engine.ts';
import { openStores } from '../open-stores.ts';
import type { Stores } from '../open-stores.ts';
import type { Outputs, StepContext } from '../step.ts';
import { casesOf } from './cases.ts';
import { containerOf } from './container.ts';
import { conclude } from './conclude.ts';
import { withTrueCopy } from './copy-differs.ts';
import { factsOf } from './facts.ts';
import { furtherWork } from './further.ts';
import type { SmokeTestValues, TestValues } from './inputs.ts';
import { recorder } from './record.ts';
import { targetOf } from './target.ts';
import { transfer } from './transfer.ts';
import type { ModelSource } from './transferred.ts';
import { testUrl } from './url.ts';

export type SmokeDeps = {
  readonly stores: Stores;
  readonly context: StepContext;
  /** Leaves an image that passed in the engine for whoever loads it next. */
  readonly keep: 'image' | 'nothing';
  /** Where the models' files are at hand. */
  readonly sources?: readonly ModelSource[];
  /** Where the image's code is from, when this run has made it. */
  readonly scripts?: CodeSources;
  /** True when the engine has the model layers of this run already. */
  readonly fed?: boolean;
};

/** Runs a candidate and says whether it answers as it must. */
export async function runSmokeTest(
  values: SmokeTestValues,
  context: StepContext,
): Promise<Outputs> {
  using stores = await openStores(values['ca-certificates'], context);
  const cases = await casesOf(values.cases, context);
  const { image, url } = values;
  if (url !== undefined) return testUrl({ ...values, url }, cases, { stores, context });
  if (image === undefined) throw new TypeError('neither image nor url');
  const path = values['model-path'];
  const sources = path === undefined ? [] : [{ path }];
  return testImage({ ...values, image }, cases, { stores, context, keep: 'nothing', sources });
}

/** The work itself, for the chain too. A failed test is `StepFailed`, with its outputs. */
export async function testImage(values: TestValues, cases: readonly SmokeCase[], deps: SmokeDeps) {
  const test = (sources: readonly ModelSource[]) => testOnce(values, cases, { ...deps, sources });
  const { sources = [], context } = deps;
  return withTrueCopy(sources, test, (message) => context.log.warn(message));
}

async function testOnce(values: TestValues, cases: readonly SmokeCase[], deps: SmokeDeps) {
  const { context, stores } = deps;
  const { clock, log, signal } = context;
  const engine = openEngine({ docker: values.docker }, context);
  const container = await containerOf(values, { engine, context });
  const further = await furtherWork(values, { engine, stores, context, container });
  const repository = stores.repositories.open(values.image.location);
  const facts = factsOf({ repository, digest: values.image.digest }, { engine, context });
  const { sources = [], fed = false } = deps;
  const transferred = await transfer(values, { engine, stores, context, sources, fed });
  let report: SmokeReport | undefined;
  try {
    const target = targetOf(values, {
      transferred,
      cases,
      container,
      runId: context.settings.runId,
    });
    const afterCases = (asked: Asked) => further.afterCases(asked, target.requestTimeoutMs);
    const { engineHttp: http } = stores;
    const record = recorder(values.record, context);
    const found = await smokeTest(target, {
      engine,
      http,
      clock,
      log,
      signal,
      afterCases,
      async onScored(scored) {
        await transferred.confirm();
        await record?.(scored);
      },
    });
    report = await transferred.checked(await further.complete(found, target));
  } finally {
    const isKept = report?.passed === false && values['keep-on-failure'];
    await transferred.release(isKept ? 'image' : report?.passed === true ? deps.keep : 'nothing');
  }
  const failed = report.passed ? undefined : await import('../run-locally.ts');
  const { location, digest } = values.image;
  const tag = candidateTag(digest);
  const more = failed === undefined ? [] : [failed.runLocally({ location, digest, tag })];
  const secrets = Object.values(values['test-secrets'] ?? {});
  const extras = { scripts: deps.scripts, cases, more, secrets };
  return conclude(withFacts(report, await facts), values, context, extras);
}
