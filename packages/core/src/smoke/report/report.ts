import * as z from 'zod/mini';
import { InputError } from '../../errors.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import type { Digest } from '../../oci/digest.ts';
import { readTextFile } from '../../package/config/text-file.ts';
import type { RootCause } from '../failure/cause.ts';
import { type BaselineReport, baselineSchema } from '../baseline/baseline-report.ts';
import { SmokeError, type SmokeErrorCode } from '../errors.ts';
import { type ProfileReport, profileSchema } from '../profile/profile-report.ts';
import { digestSchema, factsSchema, type RunFacts } from './facts.ts';

/** What a smoke test found out: plain data, written as JSON. */
export type SmokeReport = {
  readonly schemaVersion: 1;
  /** As the engine was asked for it; the address of a service that ran already. */
  readonly image: string;
  /** Null for a service that ran already: which image it runs is not known. */
  readonly imageDigest: Digest | null;
  /** How the engine got the model; a mount is a pre-check. */
  readonly modelTransfer: ModelTransfer;
  readonly passed: boolean;
  readonly outcome: SmokeOutcome;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** From the start to the first answer of `GET /`; null when it never came. */
  readonly readyMs: number | null;
  /** Median of the answered cases; null when there were none. */
  readonly latencyMs: number | null;
  /** Of the cases as they were sent and what they expect. */
  readonly casesDigest: Digest;
  readonly cases: readonly CaseReport[];
  readonly casesFrom: CasesFrom;
  /** What every service must do, whatever the cases say. */
  readonly checks: readonly CheckReport[];
  /** Why it did not pass; null when it did. */
  readonly failure: SmokeFailure | null;
  /** The root cause in one line; null when it passed or nothing in the catalogue fits. */
  readonly cause: RootCause | null;
  /** The end of the container's log; null when it passed. */
  readonly log: string | null;
  readonly facts: RunFacts;
  /** What another version answered; null when none was asked. */
  readonly baseline: BaselineReport | null;
  /** The resources it needs; null when they were not looked for. */
  readonly profile: ProfileReport | null;
  /** What this smoke test does not show, a sentence each. */
  readonly notTested: readonly string[];
};

export const modelTransfers = ['image', 'mount'] as const;
/** How the engine gets the model: in the candidate itself, or beside it as a mounted folder. */
export type ModelTransfer = (typeof modelTransfers)[number];

export const outcomes = [
  'passed',
  'start-failed',
  'timeout',
  'case-failed',
  'check-failed',
  'cleanup-failed',
] as const;
/** What ended the smoke test, for whoever goes on from here. */
export type SmokeOutcome = (typeof outcomes)[number];

export const casesFrom = ['given', 'model', 'swagger', 'mlflow', 'none'] as const;
/** Where the cases came from. */
export type CasesFrom = (typeof casesFrom)[number];

export type Severity = 'error' | 'warning';

export type CheckReport = {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What was found, or why it was skipped; null when it passed. */
  readonly message: string | null;
};

export type CaseReport = {
  readonly name: string;
  readonly passed: boolean;
  /** Null when no answer came. */
  readonly status: number | null;
  /** Median of the requests that count; null when no answer came. */
  readonly latencyMs: number | null;
  readonly faults: readonly string[];
  /** What is worth knowing though it is no fault, a sentence each. */
  readonly notes: readonly string[];
  /** Of each request that counts, in their order; those to warm up are left out. */
  readonly latenciesMs: readonly number[];
  readonly request: RequestReport;
  /** Null when no answer came. */
  readonly answer: AnswerReport | null;
};

export type RequestReport = {
  readonly method: string;
  readonly path: string;
  /** Values of headers that look like secrets are `***`. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 2 KiB of it; null when there is none, or when it is not text. */
  readonly bodyPreview: string | null;
  readonly sizeBytes: number;
};

export type AnswerReport = {
  readonly status: number;
  /** Values of headers that look like secrets are `***`. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 4 KiB of it; null when it is not text. */
  readonly bodyPreview: string | null;
  /** Of the whole body. */
  readonly sizeBytes: number;
  readonly sha256: Digest;
};

export type SmokeFailure = { readonly code: SmokeErrorCode; readonly message: string };

const count = z.nullable(z.number().check(z.nonnegative()));
const headers = z.record(z.string(), z.string());
const sizeBytes = z.int().check(z.nonnegative());
const bodyPreview = z.nullable(z.string());
const requestSchema = z.object({
  method: z.string(),
  path: z.string(),
  headers,
  bodyPreview,
  sizeBytes,
});
const answerSchema = z.object({
  status: z.int(),
  headers,
  bodyPreview,
  sizeBytes,
  sha256: digestSchema,
});
const caseSchema = z.object({
  name: z.string(),
  passed: z.boolean(),
  status: z.nullable(z.int()),
  latencyMs: count,
  faults: z.array(z.string()),
  notes: z.array(z.string()),
  latenciesMs: z.array(z.number().check(z.nonnegative())),
  request: requestSchema,
  answer: z.nullable(answerSchema),
});
const codes = [
  'CONTAINER_DIED',
  'NOT_READY',
  'ACCESS_DENIED',
  'PORT_LOST',
  'CASE_FAILED',
  'SCORE_TIMEOUT',
  'CHECK_FAILED',
  'MODEL_CHANGED',
  'CLEANUP_FAILED',
] as const satisfies readonly SmokeErrorCode[];
const checkSchema = z.object({
  id: z.string(),
  title: z.string(),
  severity: z.enum(['error', 'warning']),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  message: z.nullable(z.string()),
});
const causeSchema = z.object({
  id: z.string(),
  message: z.string(),
  place: z.nullable(z.object({ file: z.string(), line: z.int() })),
  excerpt: z.array(z.string()),
});
/** By which a report is read; its JSON schema is generated from it. */
export const reportSchema = z
  .object({
    schemaVersion: z.literal(1),
    image: z.string(),
    imageDigest: z.nullable(digestSchema),
    modelTransfer: z.enum(modelTransfers),
    passed: z.boolean(),
    outcome: z.enum(outcomes),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    readyMs: count,
    latencyMs: count,
    casesDigest: digestSchema,
    cases: z.array(caseSchema),
    casesFrom: z.enum(casesFrom),
    checks: z.array(checkSchema),
    failure: z.nullable(z.object({ code: z.enum(codes), message: z.string() })),
    cause: z.nullable(causeSchema),
    log: z.nullable(z.string()),
    facts: factsSchema,
    baseline: z.nullable(baselineSchema),
    profile: z.nullable(profileSchema),
    notTested: z.array(z.string()),
  })
  .check(
    z.refine((report) => report.passed === isClean(report), {
      error: 'passed contradicts the cases or the failure',
      path: ['passed'],
    }),
  );

function isClean(report: {
  readonly failure: unknown;
  readonly readyMs: unknown;
  readonly cases: readonly { readonly passed: boolean; readonly faults: readonly string[] }[];
  readonly checks: readonly CheckReport[];
}): boolean {
  const clean = report.cases.every((one) => one.passed && one.faults.length === 0);
  const isSound = report.checks.every((check) => !isFault(check));
  return clean && isSound && report.failure === null && report.readyMs !== null;
}

/** True when a check alone makes the smoke test fail. */
export function isFault({ severity, outcome }: CheckReport): boolean {
  return severity === 'error' && outcome === 'failed';
}

/** Writes the report as JSON, in one piece or not at all. */
export async function writeReport(path: string, report: SmokeReport): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify(report, null, 2)}\n`);
}

/** Reads a report that `writeReport` wrote. InputError BAD_INPUT or BAD_FILE. */
export async function readReport(path: string, shownAs = path): Promise<SmokeReport> {
  const text = await readTextFile(path, shownAs);
  return parseReport(valueOf(text, shownAs), shownAs);
}

function valueOf(text: string, file: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (cause) {
    const message = 'this is not JSON, so not a report of a smoke test; run smoke-test again';
    throw new InputError('BAD_FILE', [{ message, place: { file } }], { cause });
  }
}

/** A report from a parsed file; `file` is for messages. InputError BAD_FILE. */
export function parseReport(value: unknown, file: string): SmokeReport {
  const parsed = z.safeParse(reportSchema, value);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => ({
      message: `this is not a report of a smoke test (${issue.message}); run smoke-test again`,
      place: { file, ...(issue.path.length > 0 && { key: issue.path.join('.') }) },
    }));
    throw new InputError('BAD_FILE', faults);
  }
  return parsed.data;
}

/** The error that a report which did not pass stands for; undefined when it passed. */
export function failureOf(report: SmokeReport): SmokeError | undefined {
  if (report.failure === null) return undefined;
  return new SmokeError(report.failure.code, report.failure.message);
}

/**
 * Demands a report that passed, for exactly this image digest: nothing else may be promoted. One of
 * a mounted model counts only where `accept` says so. SmokeError NOT_PASSED.
 */
export function requirePassed(
  report: SmokeReport,
  imageDigest: Digest,
  accept: ModelTransfer = 'image',
): void {
  if (report.imageDigest !== imageDigest) {
    const text = `The report of the smoke test is about ${report.imageDigest ?? report.image}, not about ${imageDigest}. Run smoke-test on the image that is to be promoted.`;
    throw new SmokeError('NOT_PASSED', text);
  }
  if (!report.passed) {
    const text = `The image ${imageDigest} did not pass its smoke test, so it gets no release tag: ${report.failure?.message ?? 'see the report'}`;
    throw new SmokeError('NOT_PASSED', text);
  }
  if (report.modelTransfer === 'image' || accept === 'mount') return;
  const text = `The smoke test of ${imageDigest} was a pre-check: its model was mounted (model-transfer: mount), not taken from the image. Run smoke-test with model-transfer: image, or give accept: mount to promote it all the same.`;
  throw new SmokeError('NOT_PASSED', text);
}
