import { pinnedImage } from '../inputs/image.ts';
import { caCertificates, docker } from '../inputs/machine.ts';
import { baselineInputs } from '../inputs/smoke-baseline.ts';
import { caseInputs } from '../inputs/smoke-cases.ts';
import { checkInputs } from '../inputs/smoke-checks.ts';
import { reportInputs } from '../inputs/smoke-reports.ts';
import { runInputs } from '../inputs/smoke-run.ts';
import { modelTransfer } from '../inputs/smoke.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

export const smokeTestInputs = {
  image: pinnedImage,
  ...caseInputs,
  ...checkInputs,
  ...runInputs,
  ...baselineInputs,
  ...reportInputs,
  'model-transfer': modelTransfer,
  docker,
  'ca-certificates': caCertificates,
} as const satisfies InputTable;

export const smokeTestOutputs = {
  passed: { description: 'true or false' },
  outcome: {
    description:
      'How it ended: passed, start-failed, timeout, case-failed, check-failed or cleanup-failed. Set when the step fails, too.',
  },
  'report-path': { description: 'The report of the smoke test.' },
  'latency-ms': { description: 'Median time of a request in milliseconds.' },
} as const satisfies OutputTable;

export type SmokeTestValues = ValuesOf<typeof smokeTestInputs>;

/** What testing one image takes of the inputs; the cases have been read by then. */
export type TestValues = Omit<SmokeTestValues, 'cases'>;
