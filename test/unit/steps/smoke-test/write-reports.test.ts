import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@package-model/core/log';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import type { Made } from '@package-model/host/host';
import { checkReportPaths, type ReportValues } from '@package-model/steps/inputs/smoke-reports';
import { writeReports } from '@package-model/steps/smoke-test/write-reports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failedReport, passedReport } from '../../core/smoke/report/sample-reports.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reports-'));
});
afterEach(() => rm(folder, { recursive: true }));

const everywhere: ReportValues = {
  'junit-path': 'out/junit.xml',
  'html-path': 'out/report.html',
  'summary-path': 'out/summary.md',
};

async function write(report: SmokeReport, values: ReportValues) {
  const warnings: string[] = [];
  const summaries: string[] = [];
  const published: Made[] = [];
  const context = {
    log: { ...silentLog, warn: (line: string) => void warnings.push(line) },
    settings: {
      workingDirectory: folder,
      temporaryDirectory: folder,
      runId: 'run-1',
      cacheDirectory: undefined,
      dockerConfigDirectory: folder,
      ci: true,
      network: {},
    },
    spell: (name: string) => `--${name}`,
    summarize: (markdown: string) => void summaries.push(markdown),
    publish: async (made: Made) => void published.push(made),
  };
  const error = await writeReports(
    report,
    { 'report-path': 'report.json', ...values },
    context,
  ).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { warnings, summaries, published, error };
}

const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');

describe('writeReports', () => {
  it('writes each form that was asked for, and the summary of the job', async () => {
    const { summaries, error } = await write(failedReport, everywhere);
    expect(error).toBeUndefined();
    expect(JSON.parse(await read('report.json'))).toEqual(failedReport);
    expect(await read('out/junit.xml')).toMatch(/^<\?xml version="1.0"/);
    expect(await read('out/report.html')).toMatch(/^<!doctype html>/);
    expect(summaries).toEqual([await read('out/summary.md')]);
  });

  it('writes the JSON report alone where nothing else was asked for', async () => {
    const { summaries, published } = await write(passedReport, {});
    expect(await readdir(folder)).toEqual(['report.json']);
    expect(summaries).toHaveLength(1);
    const [tests] = published;
    expect(tests).toMatchObject({ title: `Smoke test of ${passedReport.image}` });
    expect(tests?.kind === 'test-results' && (await tests.junit())).toContain('<testsuite');
  });

  it('hands on the report and the page where that was asked for', async () => {
    const { published } = await write(passedReport, { ...everywhere, 'publish-report': true });
    const files = published.filter(({ kind }) => kind === 'file');
    expect(files).toEqual(
      ['report.json', 'out/report.html'].map((path) => {
        return { kind: 'file', path: join(folder, path), name: 'smoke-report' };
      }),
    );
  });

  it('warns of a form that cannot be written where the test failed, and goes on', async () => {
    await mkdir(join(folder, 'out/junit.xml'), { recursive: true });
    const { warnings, error } = await write(failedReport, everywhere);
    expect(error).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringContaining('out/junit.xml (--junit-path) cannot be written: '),
    ]);
    expect(await read('out/report.html')).toMatch(/^<!doctype html>/);
  });

  it('fails for a form that cannot be written where the test passed', async () => {
    await mkdir(join(folder, 'out/report.html'), { recursive: true });
    const { error } = await write(passedReport, everywhere);
    expect(error).toMatchObject({ code: 'REPORT_NOT_WRITTEN' });
  });
});

describe('checkReportPaths', () => {
  it('finds reports that would be written over one another', () => {
    const values = { ...everywhere, 'html-path': 'out/junit.xml' };
    expect(checkReportPaths(values, (name) => `--${name}`)).toEqual([
      {
        message: 'out/junit.xml is the path of --junit-path, too; give each report its own',
        place: { key: '--html-path' },
      },
    ]);
    expect(checkReportPaths(everywhere, (name) => name)).toEqual([]);
  });
});
