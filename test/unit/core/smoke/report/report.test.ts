import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../../../packages/core/src/oci/digest.ts';
import { noFacts } from '../../../../../packages/core/src/smoke/report/facts.ts';
import {
  type CaseReport,
  readReport,
  requirePassed,
  type SmokeReport,
  writeReport,
} from '../../../../../packages/core/src/smoke/report/report.ts';

const one: CaseReport = {
  name: 'one',
  passed: true,
  status: 200,
  latencyMs: 4.5,
  faults: [],
  notes: [],
  latenciesMs: [4.5],
  request: { method: 'POST', path: '/score', headers: {}, bodyPreview: '1', sizeBytes: 1 },
  answer: { status: 200, headers: {}, bodyPreview: '2', sizeBytes: 1, sha256: digestOf('2') },
};
const passed: SmokeReport = {
  schemaVersion: 1,
  image: 'host.example/team/diabetes@sha256:abc',
  imageDigest: digestOf('image'),
  modelTransfer: 'image',
  passed: true,
  outcome: 'passed',
  startedAt: '2026-01-02T03:04:05.678Z',
  finishedAt: '2026-01-02T03:04:09.000Z',
  readyMs: 1200,
  latencyMs: 4.5,
  casesDigest: digestOf('cases'),
  cases: [one],
  casesFrom: 'given',
  checks: [],
  failure: null,
  cause: null,
  log: null,
  facts: noFacts,
  baseline: null,
  profile: null,
  notTested: [],
};
const failed: SmokeReport = {
  ...passed,
  passed: false,
  cases: [{ ...one, passed: false, status: 500, faults: ['status 500'] }],
  failure: { code: 'CASE_FAILED', message: '1 of 1 cases failed' },
  log: 'Traceback',
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function refusal(text: string): Promise<string> {
  const path = join(folder, 'report.json');
  await writeFile(path, text);
  return readReport(path, 'report.json').then(
    () => 'it was accepted',
    (error: unknown) => String(error),
  );
}

describe('a report', () => {
  it.each([
    ['passed', passed],
    ['failed', failed],
  ])('that %s is read as it was written, and nothing else lies there', async (_name, report) => {
    const path = join(folder, 'report.json');
    await writeReport(path, report);
    expect(await readReport(path)).toEqual(report);
    expect(await readdir(folder)).toEqual(['report.json']);
  });

  it('that is cut off, changed or something else is refused', async () => {
    expect(await refusal('{"schemaVersion": 1')).toContain('report.json: this is not JSON');
    expect(await refusal('{}')).toContain('report.json (imageDigest)');
    const turned = JSON.stringify({ ...failed, passed: true });
    expect(await refusal(turned)).toContain('passed contradicts');
  });
});

describe('requirePassed', () => {
  it('accepts only a pass of exactly that digest', () => {
    expect(() => requirePassed(passed, digestOf('image'))).not.toThrow();
    expect(() => requirePassed(failed, digestOf('image'))).toThrow('did not pass');
    expect(() => requirePassed(passed, digestOf('other'))).toThrow('not about');
  });

  it('takes the pre-check of a mounted model only where that is accepted', () => {
    const mounted: SmokeReport = { ...passed, modelTransfer: 'mount' };
    expect(() => requirePassed(mounted, digestOf('image'))).toThrow('give accept: mount');
    expect(() => requirePassed(mounted, digestOf('image'), 'mount')).not.toThrow();
    expect(() => requirePassed(passed, digestOf('image'), 'mount')).not.toThrow();
    const failedMount: SmokeReport = { ...failed, modelTransfer: 'mount' };
    expect(() => requirePassed(failedMount, digestOf('image'), 'mount')).toThrow('did not pass');
  });
});
