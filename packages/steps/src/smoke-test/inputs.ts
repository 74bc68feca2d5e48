import { pinnedImage } from '../inputs/image.ts';
import { caCertificates, docker } from '../inputs/machine.ts';
import { cases, modelTransfer, reportPath, requestTimeout, startTimeout } from '../inputs/smoke.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

export const smokeTestInputs = {
  image: pinnedImage,
  cases,
  'start-timeout': startTimeout,
  'request-timeout': requestTimeout,
  'report-path': reportPath,
  'model-transfer': modelTransfer,
  docker,
  'ca-certificates': caCertificates,
} as const satisfies InputTable;

export const smokeTestOutputs = {
  passed: { description: 'true or false' },
  'report-path': { description: 'The report of the smoke test.' },
  'latency-ms': { description: 'Median time of a request in milliseconds.' },
} as const satisfies OutputTable;

export type SmokeTestValues = ValuesOf<typeof smokeTestInputs>;
