import { expect, test } from 'vitest';
import { renderHtml } from '../../../../../packages/core/src/smoke/report/html/page.ts';
import { renderMarkdown } from '../../../../../packages/core/src/smoke/report/markdown.ts';
import {
  parseReport,
  type SmokeReport,
} from '../../../../../packages/core/src/smoke/report/report.ts';
import { digestOf } from '../../../../../packages/core/src/oci/digest.ts';
import { passedReport } from './sample-reports.ts';

const evil = '<script>alert(1)</script>';
const report: SmokeReport = {
  ...passedReport,
  baseline: {
    image: 'registry.example.com/team/diabetes:2',
    digest: digestOf('before'),
    problem: null,
    cases: [
      {
        name: 'two patients',
        differences: [
          { pointer: '/0', before: '150.5', now: '151', drift: 0.003322, absolute: 0.5 },
          { pointer: '', before: evil, now: '"b"', drift: 1, absolute: null },
        ],
        differenceCount: 9,
        drift: 1,
        absoluteDrift: 0.5,
        latencyMs: 12,
        latencyBeforeMs: 10.5,
      },
    ],
    maxDrift: { answer: 0.1 },
  },
  profile: {
    recommended: { cpu: 0.5, memoryInGB: 0.4 },
    ended: 'found',
    trials: [
      {
        purpose: 'start',
        cpus: null,
        memoryBytes: null,
        problem: null,
        figures: {
          readyMs: 900,
          requests: 120,
          failedRequests: 0,
          p50Ms: 5,
          p90Ms: 6,
          p95Ms: 7,
          p99Ms: 11,
          averageMs: 5.2,
          requestsPerSecond: 192.3,
          peakMemoryBytes: 174_000_000,
          usedCpus: 0.8,
        },
      },
      { purpose: 'memory', cpus: null, memoryBytes: 87e6, problem: 'killed', figures: null },
    ],
    spread: null,
    budgetSeconds: 300,
    durationSeconds: 61,
  },
};

test('the comparison and the resources come back from the JSON report', () => {
  expect(parseReport(JSON.parse(JSON.stringify(report)), 'report.json')).toEqual(report);
});

test('the summary shows them as tables', () => {
  const text = renderMarkdown(report);
  expect(text).toContain('Against the version before:\n\nregistry.example.com/team/diabetes:2 (');
  expect(text).toContain(
    '| two patients | 12 ms | 10.5 ms | 1 | /0: 151, before 150.5; the answer',
  );
  expect(text).toContain('; and 7 more |');
  expect(text).toContain('| all | all | 5 ms | 7 ms | 11 ms | 192.3 | 174 MB | served |');
  expect(text).toContain('| all | 87.0 MB | – | – | – | – | – | killed |');
  expect(text).not.toContain(evil);
  expect(renderMarkdown(passedReport)).not.toContain('Against the version before');
});

test('the page shows them as sections, and answers in them as text', () => {
  const text = renderHtml(report);
  expect(text).toContain('<h2 id="baseline">Against the version before</h2>');
  expect(text).toContain('<h2 id="profile">Resources</h2>');
  expect(text).toContain('<td>174 MB</td>');
  expect(text).toContain('&lt;script&gt;alert(1)');
  expect(text).not.toContain(evil);
  expect(renderHtml(passedReport)).not.toContain('id="profile"');
});
