/** What `npm test` hands to the tests; a test without it fails, for a skip would look green. */
export function fromTestRun(variable: TestRunVariable): string {
  const value = process.env[variable];
  if (value !== undefined && value !== '') return value;
  throw new Error(
    `${variable} is not set. Start the integration tests with npm test or npm run ` +
      'test:integration: these prepare the engine, the base image and the servers.',
  );
}

/** Read here only; written by packages/tooling/src/test-all.ts. */
export type TestRunVariable =
  | 'PACKAGE_MODEL_TEST_DOCKER'
  | 'PACKAGE_MODEL_TEST_PODMAN'
  | 'PACKAGE_MODEL_TEST_ACT'
  | 'PACKAGE_MODEL_TEST_ACTIONLINT'
  | 'PACKAGE_MODEL_TEST_WINE'
  | 'PACKAGE_MODEL_TEST_WINDOWS_NODE'
  | 'PACKAGE_MODEL_TEST_BASE_IMAGE'
  | 'PACKAGE_MODEL_TEST_PYTHON'
  | 'PACKAGE_MODEL_TEST_PYTHON_VERSION';
