import { fromTestRun } from './test-run.ts';

/** A base image that the test engine has: Debian or Ubuntu with Python, venv and pip. */
export function testBaseImage(): string {
  return fromTestRun('PACKAGE_MODEL_TEST_BASE_IMAGE');
}

/** The Python in that image, as a conda file names it (`3.11`). */
export function testPythonVersion(): string {
  return fromTestRun('PACKAGE_MODEL_TEST_PYTHON_VERSION');
}
