import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CodedError, messageOf } from '@package-model/core/errors';
import { writeFileAtomically } from '@package-model/core/files/atomic-write';
import { type SmokeReport, writeReport } from '@package-model/core/smoke/report/report';
import type { ReportValues } from '../inputs/smoke-reports.ts';
import type { StepContext } from '../step.ts';

type Context = Pick<StepContext, 'log' | 'publish' | 'settings' | 'spell' | 'summarize'>;

/** Writes the report in each form that was asked for, and as a part of the job's summary. */
export async function writeReports(
  report: SmokeReport,
  values: ReportValues & { readonly 'report-path': string },
  context: Context,
): Promise<void> {
  await writeReport(await placeFor(values['report-path'], context), report);
  const { renderMarkdown } = await import('@package-model/core/smoke/report/markdown');
  const markdown = renderMarkdown(report);
  context.summarize(markdown);
  await write('summary-path', { values, report, context }, async () => markdown);
  const junit = async (): Promise<string> => {
    const { renderJunit } = await import('@package-model/core/smoke/report/junit');
    return renderJunit(report);
  };
  await write('junit-path', { values, report, context }, junit);
  await write('html-path', { values, report, context }, async () => {
    const { renderHtml } = await import('@package-model/core/smoke/report/html/page');
    return renderHtml(report);
  });
  await publishTests(report, junit, context);
  if (values['publish-report'] === true) {
    for (const file of [values['report-path'], values['html-path'] ?? []].flat()) {
      const path = resolve(context.settings.workingDirectory, file);
      if (existsSync(path)) await context.publish({ kind: 'file', path, name: 'smoke-report' });
    }
  }
}

/** The cases and checks where a pipeline shows its tests. */
async function publishTests(
  report: SmokeReport,
  junit: () => Promise<string>,
  { publish, log }: Context,
): Promise<void> {
  const title = `Smoke test of ${report.image}`;
  // What was tested is told elsewhere too: a place to show it must not decide on the result.
  await publish({ kind: 'test-results', title, junit }).catch((reason: unknown) =>
    log.warn(`The test results cannot be shown: ${messageOf(reason)}`),
  );
}

type Given = {
  readonly values: ReportValues;
  readonly report: SmokeReport;
  readonly context: Context;
};

async function write(
  name: 'summary-path' | 'junit-path' | 'html-path',
  { values, report, context }: Given,
  render: () => Promise<string>,
): Promise<void> {
  const path = values[name];
  if (path === undefined) return;
  const text = await render();
  try {
    await writeFileAtomically(await placeFor(path, context), text);
  } catch (cause) {
    const message = `${path} (${context.spell(name)}) cannot be written: ${messageOf(cause)}`;
    if (report.passed) throw new CodedError('REPORT_NOT_WRITTEN', message, { cause });
    // That the smoke test failed, and why, matters more than the form in which it is told.
    context.log.warn(message);
  }
}

async function placeFor(path: string, { settings }: Context): Promise<string> {
  const place = resolve(settings.workingDirectory, path);
  await mkdir(dirname(place), { recursive: true });
  return place;
}
