import { fromTestRun } from './test-run.ts';

/** The docker program of the engine that the test run has started or found. */
export function testDocker(): string {
  return fromTestRun('PACKAGE_MODEL_TEST_DOCKER');
}
