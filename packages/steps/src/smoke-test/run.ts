import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Engine } from '@package-model/core/engine/engine';
import { scoringPort } from '@package-model/core/image/paths';
import { parseInlineCases, readCases } from '@package-model/core/smoke/cases/read-cases';
import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import { failureOf, writeReport } from '@package-model/core/smoke/report/report';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { smokeTest } from '@package-model/core/smoke/smoke-test';
import { mkdir } from 'node:fs/promises';
import type { CasesSource } from '../inputs/smoke.ts';
import { bringIntoEngine, localName } from '../engine-image.ts';
import { openEngine } from '../open-engine.ts';
import { openStores } from '../open-stores.ts';
import type { Stores } from '../open-stores.ts';
import { StepFailed } from '../step-failed.ts';
import type { Outputs, StepContext } from '../step.ts';
import type { SmokeTestValues } from './inputs.ts';

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

/** The cases that an input names; every fault of theirs is told before anything starts. */
export async function casesOf(
  source: CasesSource | undefined,
  context: StepContext,
): Promise<readonly SmokeCase[]> {
  const { workingDirectory } = context.settings;
  if (source === undefined) return [];
  if (source.kind === 'file') return readCases(resolve(workingDirectory, source.path), source.path);
  const shownAs = context.spell('cases');
  return parseInlineCases(source.text, { shownAs, folder: workingDirectory });
}

/** The work itself, for the chain too. A failed test is `StepFailed`, with its outputs. */
export async function testImage(
  values: Omit<SmokeTestValues, 'cases' | 'model-transfer'>,
  cases: readonly SmokeCase[],
  deps: SmokeDeps,
) {
  const { context, stores } = deps;
  const { settings, clock, log, signal } = context;
  const engine = openEngine({ docker: values.docker }, context);
  const repository = stores.repositories.open(values.image.location);
  const image = await bringIntoEngine(repository, values.image.digest, { engine, context });
  let report: SmokeReport | undefined;
  try {
    report = await smokeTest(
      {
        image,
        imageDigest: values.image.digest,
        cases,
        port: scoringPort,
        severities: {},
        startTimeoutMs: values['start-timeout'] * 1000,
        requestTimeoutMs: values['request-timeout'] * 1000,
        runId: randomUUID(),
      },
      { engine, http: stores.http, clock, log, signal },
    );
  } finally {
    if (deps.keep === 'nothing' || report?.passed !== true) await forget(values, engine, context);
  }
  const path = resolve(settings.workingDirectory, values['report-path']);
  await mkdir(dirname(path), { recursive: true });
  await writeReport(path, report);
  return conclude(report, values['report-path'], context);
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

function conclude(report: SmokeReport, reportPath: string, { log }: StepContext) {
  const outputs = {
    passed: String(report.passed),
    'report-path': reportPath,
    'latency-ms': report.latencyMs === null ? '' : String(report.latencyMs),
  };
  const failure = failureOf(report);
  if (failure !== undefined) {
    throw new StepFailed(failure.message, outputs, { cause: failure });
  }
  const count = report.cases.length === 1 ? '1 case' : `${report.cases.length} cases`;
  const median = report.latencyMs === null ? '' : `, ${report.latencyMs} ms a request`;
  log.info(`The smoke test passed: ${count}${median}.`);
  return outputs;
}
