import { fromTestRun } from './test-run.ts';

/** A Python 3 of this machine with the venv module, for checks outside of containers. */
export function testPython(): string {
  return fromTestRun('PACKAGE_MODEL_TEST_PYTHON');
}
