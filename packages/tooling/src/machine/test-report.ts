import * as z from 'zod/mini';

/** What a run of the tests came to. */
export type TestCounts = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
};

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

/**
 * Counts a JSON report of vitest. A file that failed without a failed test (it could not be loaded,
 * or a hook raised) counts as one failure, as does a run with another exit code than 0 (an unhandled error, no tests at all).
 */
export function countTests(reportText: string, exitCode: number): TestCounts {
  const report = reportSchema.parse(JSON.parse(reportText));
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const count = (status: string): number => tests.filter((test) => test.status === status).length;
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = count('failed') + brokenFiles;
  const passed = count('passed');
  return {
    passed,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: tests.length - passed - count('failed'),
  };
}

/** `N passed, N failed, N skipped`. */
export function formatCounts(counts: TestCounts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}
