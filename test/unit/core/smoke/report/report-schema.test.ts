import { Validator } from '@cfworker/json-schema';
import { describe, expect, it } from 'vitest';
import schema from '../../../../../schemas/smoke-report.schema.json' with { type: 'json' };
import { failedReport, passedReport } from './sample-reports.ts';

const validator = new Validator(JSON.parse(JSON.stringify(schema)), '2020-12', false);

function faults(report: unknown): readonly string[] {
  const { errors } = validator.validate(JSON.parse(JSON.stringify(report)));
  return errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}

describe('the published schema of a report', () => {
  it.each([
    ['passed', passedReport],
    ['failed', failedReport],
  ])('fits one that %s', (_name, report) => {
    expect(faults(report)).toEqual([]);
  });

  it.each([
    ['an outcome that is none', { outcome: 'fine' }],
    ['a digest that is none', { imageDigest: 'sha256:1' }],
    ['a case without its request', { cases: [{ ...passedReport.cases[0], request: null }] }],
    ['a time that is none', { startedAt: 'yesterday' }],
  ])('refuses %s', (_name, more) => {
    expect(faults({ ...passedReport, ...more })).not.toEqual([]);
  });
});
