import { Secret } from '@package-model/core/secret';
import { hideValues } from '@package-model/core/smoke/report/hide-values';
import { reportSchema } from '@package-model/core/smoke/report/report';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { expect, test } from 'vitest';
import { goodCase, failedReport } from './sample-reports.ts';

const canary = 'canary-"5d1f"';
const inJson = JSON.stringify({ token: canary });
const says = `it says ${canary}`;

function leaky(): SmokeReport {
  const { request, answer } = goodCase;
  if (answer === null) throw new Error('the sample has no answer');
  return {
    ...failedReport,
    cases: [
      {
        ...goodCase,
        passed: false,
        faults: [says],
        notes: [says],
        request: { ...request, bodyPreview: inJson },
        answer: { ...answer, bodyPreview: inJson, headers: { 'x-echo': canary } },
      },
    ],
    checks: [{ id: 'a', title: 't', severity: 'warning', outcome: 'failed', message: says }],
    failure: { code: 'CASE_FAILED', message: says },
    cause: { id: 'c', message: says, place: null, excerpt: [says] },
    log: says,
    baseline: {
      image: 'a:1',
      digest: answer.sha256,
      problem: null,
      maxDrift: null,
      cases: [
        {
          name: 'one',
          differences: [{ pointer: '/a', before: says, now: canary, drift: 1, absolute: 0 }],
          differenceCount: 1,
          drift: 1,
          absoluteDrift: 0,
          latencyMs: null,
          latencyBeforeMs: null,
        },
      ],
    },
  };
}

test('a report has no secret that the service was given, however it came there', () => {
  const before = JSON.stringify(leaky());
  expect(before.match(/canary/g)).toHaveLength(12);
  const shown = hideValues(leaky(), [new Secret(canary)]);
  expect(JSON.stringify(shown)).not.toContain('canary');
  expect(shown.cases[0]?.answer?.bodyPreview).toBe('{"token":"***"}');
});

test('what the product itself says stays, and the report can be read', () => {
  const words = ['passed', 'sha256', 'CASE_FAILED', 'case-failed', 'warning'];
  const secrets = words.map((word) => new Secret(word));
  expect(reportSchema.safeParse(hideValues(leaky(), secrets)).error).toBe(undefined);
  expect(hideValues(leaky(), [new Secret('it')])).toEqual(leaky());
});
