import { loginInputs } from '../inputs/logins.ts';
import { optionalInput } from '../inputs/define.ts';
import { pinnedImage } from '../inputs/image.ts';
import { caCertificates, docker } from '../inputs/machine.ts';
import { baselineInputs } from '../inputs/smoke-baseline.ts';
import { caseInputs } from '../inputs/smoke-cases.ts';
import { checkInputs } from '../inputs/smoke-checks.ts';
import { reportInputs } from '../inputs/smoke-reports.ts';
import { runInputs, urlInputs } from '../inputs/smoke-run.ts';
import { modelFiles, modelTransfer } from '../inputs/smoke.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

const testInputs = {
  ...caseInputs,
  ...checkInputs,
  ...runInputs,
  ...baselineInputs,
  ...reportInputs,
  'model-transfer': modelTransfer,
  docker,
  'ca-certificates': caCertificates,
  ...loginInputs,
} as const satisfies InputTable;

/** For an image alone, as in the chain. */
export const imageTestInputs = { image: pinnedImage, ...testInputs } as const satisfies InputTable;

export const smokeTestInputs = {
  image: optionalInput(pinnedImage),
  ...urlInputs,
  ...testInputs,
  'model-path': modelFiles,
} as const satisfies InputTable;

export const smokeTestOutputs = {
  passed: { description: 'true or false' },
  outcome: {
    description:
      'How it ended: passed, start-failed, timeout, case-failed, check-failed or cleanup-failed. Set when the step fails, too.',
  },
  'report-path': { description: 'The report of the smoke test.' },
  'latency-ms': { description: 'Median time of a request in milliseconds.' },
  'recommended-resources': {
    description:
      'With profile: the smallest resources that serve the cases, as JSON: {"cpu":1,"memoryInGB":0.5}.',
  },
  profile: {
    description:
      'With profile: what was measured, as JSON with the keys of a profile of Azure ML v1.',
  },
} as const satisfies OutputTable;

export type SmokeTestValues = ValuesOf<typeof smokeTestInputs>;

/** What testing one image takes of the inputs; the cases have been read by then. */
export type TestValues = Omit<ValuesOf<typeof imageTestInputs>, 'cases'>;

/** What writing the reports takes of them, whatever was tested. */
export type ConcludeValues = Omit<TestValues, 'image'>;
