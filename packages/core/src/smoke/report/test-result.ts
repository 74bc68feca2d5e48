import { canonicalJson, type Json } from '../../canonical-json.ts';
import { type Digest, hexOf } from '../../oci/digest.ts';
import type { Attachment } from '../../oci/referrers.ts';
import type { SmokeReport } from './report.ts';
import { checkWord, type CheckWord } from './words.ts';

/** Media type of an in-toto statement. */
export const STATEMENT_TYPE = 'application/vnd.in-toto+json';
/** in-toto's predicate for the result of tests. */
export const PREDICATE_TYPE = 'https://in-toto.io/attestation/test-result/v0.1';

/**
 * A report as an in-toto statement (v1) with a test-result predicate (v0.1) about an image. It has
 * no times, so the same result of the same cases is the same statement.
 */
export function testResult(
  report: SmokeReport,
  { name, digest }: { readonly name: string; readonly digest: Digest },
): Attachment {
  const statement: Json = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256: hexOf(digest) } }],
    predicateType: PREDICATE_TYPE,
    predicate: testResultPredicate(report),
  };
  return {
    artifactType: STATEMENT_TYPE,
    bytes: new TextEncoder().encode(canonicalJson(statement)),
    title: 'smoke-test.intoto.json',
    annotations: { 'in-toto.io/predicate-type': PREDICATE_TYPE },
  };
}

/** What the statement says of the image: result, cases and checks. */
export function testResultPredicate(report: SmokeReport) {
  const { cases, checks, casesDigest, modelTransfer } = report;
  const checksOf = (word: CheckWord): string[] =>
    checks.filter((check) => checkWord(check) === word).map(({ id }) => `check ${id}`);
  const casesOf = (passed: boolean): string[] =>
    cases.filter((one) => one.passed === passed).map((one) => `case ${one.name}`);
  // A pre-check does not show that the image itself holds its model.
  const preCheck = modelTransfer === 'mount' ? ['model-transfer mount'] : [];
  const warnedTests = [...preCheck, ...checksOf('warning')];
  return {
    result: !report.passed ? 'FAILED' : warnedTests.length > 0 ? 'WARNED' : 'PASSED',
    configuration: [{ name: 'smoke-test cases', digest: { sha256: hexOf(casesDigest) } }],
    passedTests: [...casesOf(true), ...checksOf('passed')],
    warnedTests,
    failedTests: [...casesOf(false), ...checksOf('failed')],
  };
}
