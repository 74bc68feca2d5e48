import { baselineFaults } from '../inputs/smoke-baseline.ts';
import { loginsOf } from '../logins/logins-of.ts';
import type { Step } from '../step.ts';
import { recordFaults } from '../inputs/smoke-cases.ts';
import { checkReportPaths } from '../inputs/smoke-reports.ts';
import { subjectFaults } from './subject-faults.ts';
import { smokeTestInputs, smokeTestOutputs } from './inputs.ts';

/** The step as every surface starts it; its work is loaded when its inputs are known to be good. */
export const smokeTestStep = {
  name: 'smoke-test',
  title: 'Smoke-test image',
  description: 'Runs a candidate and checks the answers of its scoring server.',
  inputs: smokeTestInputs,
  outputs: smokeTestOutputs,
  check: (values, spell) => [
    ...subjectFaults(values, spell),
    ...baselineFaults(values, spell),
    ...checkReportPaths(values, spell),
    ...recordFaults(values, spell),
  ],
  logins: loginsOf,
  async run(values, context) {
    const { runSmokeTest } = await import('./run.ts');
    return runSmokeTest(values, context);
  },
} as const satisfies Step<typeof smokeTestInputs>;
