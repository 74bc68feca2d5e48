import { countTests, formatCounts } from '@package-model/tooling/machine/test-report';
import { describe, expect, test } from 'vitest';

function report(...files: readonly { status: string; tests: readonly string[] }[]): string {
  return JSON.stringify({
    testResults: files.map((file) => ({
      status: file.status,
      assertionResults: file.tests.map((status) => ({ status })),
    })),
  });
}

describe('counting a report', () => {
  test('adds the tests of all files', () => {
    const text = report(
      { status: 'passed', tests: ['passed', 'passed'] },
      { status: 'failed', tests: ['passed', 'failed'] },
    );
    expect(formatCounts(countTests(text, 1))).toBe('3 passed, 1 failed, 0 skipped');
  });

  test('counts pending, skipped and todo tests as skipped', () => {
    const text = report({ status: 'passed', tests: ['passed', 'pending', 'skipped', 'todo'] });
    expect(formatCounts(countTests(text, 0))).toBe('1 passed, 0 failed, 3 skipped');
  });

  test('counts a file that could not be loaded as a failure', () => {
    const text = report({ status: 'failed', tests: [] }, { status: 'passed', tests: ['passed'] });
    expect(formatCounts(countTests(text, 1))).toBe('1 passed, 1 failed, 0 skipped');
  });

  test('counts a run that failed without a failed test as one failure', () => {
    const text = report({ status: 'passed', tests: ['passed'] });
    expect(countTests(text, 1).failed).toBe(1);
  });
});
