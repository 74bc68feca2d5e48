import { describe, expect, it } from 'vitest';
import { digestOf, hexOf } from '../../../../../packages/core/src/oci/digest.ts';
import type { SmokeReport } from '../../../../../packages/core/src/smoke/report/report.ts';
import { testResult } from '../../../../../packages/core/src/smoke/report/test-result.ts';
import { failedReport, passedReport } from './sample-reports.ts';

const image = { name: 'registry.example.com/team/diabetes', digest: digestOf('image') };

function statement(report: SmokeReport): unknown {
  return JSON.parse(new TextDecoder().decode(testResult(report, image).bytes));
}

describe('the test result of a report', () => {
  it('is an in-toto statement about the image and names what passed and what warned', () => {
    expect(statement(passedReport)).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: image.name, digest: { sha256: hexOf(image.digest) } }],
      predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
      predicate: {
        result: 'WARNED',
        configuration: [
          { name: 'smoke-test cases', digest: { sha256: hexOf(passedReport.casesDigest) } },
        ],
        passedTests: [
          'case two patients',
          'case an image of 28 × 28 pixels',
          'check health',
          'check error-as-200',
          'check secrets-in-log',
        ],
        warnedTests: ['check root-user'],
        failedTests: [],
      },
    });
  });

  it.each([
    ['PASSED', { ...passedReport, checks: [] }],
    ['WARNED', { ...passedReport, checks: [], modelTransfer: 'mount' as const }],
    ['FAILED', failedReport],
  ])('is %s', (result, report) => {
    expect(statement(report)).toMatchObject({ predicate: { result } });
  });

  it('is the same bytes for the same result at another time', () => {
    const later = { ...passedReport, startedAt: '2027-01-01T00:00:00Z', readyMs: 1, latencyMs: 2 };
    expect(testResult(later, image)).toEqual(testResult(passedReport, image));
  });
});
