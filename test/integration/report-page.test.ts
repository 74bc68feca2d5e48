import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderHtml } from '@package-model/core/smoke/report/html/page';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { expect, test } from 'vitest';
import {
  failedReport,
  passedReport,
  reportSaying,
} from '../unit/core/smoke/report/sample-reports.ts';
import { dumpDom, firstPixel } from './support/browser.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

async function pageOf(html: string): Promise<string> {
  const path = join(await temporaryFolder(), 'report.html');
  await writeFile(path, html);
  return path;
}

async function domOf(report: SmokeReport): Promise<string> {
  return dumpDom(await pageOf(renderHtml(report)));
}

test('a browser shows every part of a report that failed', async () => {
  const dom = await domOf(failedReport);
  for (const heading of ['What went wrong', 'Cases', 'Latency', 'Checks', 'Log', 'Layers', 'Run']) {
    expect(dom).toMatch(new RegExp(`<h2 id="[a-z]+">${heading}</h2>`));
  }
  expect(dom).toContain('/0: 235.9496372217627, expected 151.2');
  expect(dom.match(/<details class="case bad" open="">/g)).toHaveLength(2);
  expect(dom.match(/<circle /g)).toHaveLength(3);
  expect(dom).toContain('<span class="line telling">TypeError: unsupported operand');
});

test('nothing that a service says is run', async () => {
  const act = "document.title='run';document.body.dataset.run='yes'";
  const hostile = [
    `<script>${act}</script>`,
    `</style></pre></title><script>${act}</script>`,
    `"><img src=x onerror="${act}">`,
    `' autofocus onfocus='${act}`,
    `<svg onload="${act}"><style>@import "x"</style>`,
    `<meta http-equiv="refresh" content="0;url=data:text/html,run">`,
    `<iframe srcdoc="<script>parent.${act}</script>"></iframe>`,
  ].join('\n');
  const dom = await domOf(reportSaying(hostile));
  expect(dom).not.toMatch(/data-run|<title>run|<script|<img|<iframe|<meta http-equiv="refresh"/);
  expect(dom).toContain('&lt;script&gt;');
  // The same page without our writing of text does run it: this browser would tell.
  const naive = await dumpDom(await pageOf(`<!doctype html><body><pre>${hostile}</pre>`));
  expect(naive).toContain('data-run="yes"');
});

test('the policy of the page stops what would get past the writing of text', async () => {
  const page = renderHtml(passedReport);
  const inserted = '<script>document.body.dataset.run="yes"</script>';
  const dom = await dumpDom(await pageOf(page.replace('<footer>', `${inserted}<footer>`)));
  expect(dom).toContain(inserted);
  expect(dom).not.toContain('data-run');
});

test('the page has its own colours by light and by dark', async () => {
  const passed = await pageOf(renderHtml(passedReport));
  const failed = await pageOf(renderHtml(failedReport));
  expect(await firstPixel(passed, 'light')).toBe('#14783c');
  expect(await firstPixel(passed, 'dark')).toBe('#63d08e');
  expect(await firstPixel(failed, 'light')).toBe('#b4232c');
  expect(await firstPixel(failed, 'dark')).toBe('#ff8b8f');
});
