import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../../../packages/core/src/smoke/report/markdown.ts';
import { failedReport, goodCase, passedReport } from './sample-reports.ts';

describe('the summary of a report', () => {
  it('says how it ended, of which image, and what was found', () => {
    const text = renderMarkdown(passedReport);
    expect(text).toMatch(
      /^#### ✅ Passed: 2 of 2 cases passed; checks: 3 passed, 1 warning, 1 skipped\n/,
    );
    expect(text).toContain('| ✅ | two patients | 200 | 12.4 ms |');
    expect(text).toContain(
      '| ⚠️ | The service does not run as root | root-user | The process runs',
    );
    expect(text).toContain('| Peak memory | 391 MB |');
    expect(text).toContain(`| Digest | ${passedReport.imageDigest} |`);
    expect(text).toContain('| Started | 2026-01-02 03:04:05 UTC |');
  });

  it('begins with the cause of a failure and shows the lines of the script', () => {
    const [head, cause, rest] = renderMarkdown(failedReport).split('\n\n', 3);
    expect(head).toContain('❌ A case failed: 1 of 3 cases passed');
    expect(cause).toMatch(/^\*\*run\(\) raised TypeError: .*\*\*$/);
    expect(rest).toContain('score.py:14');
    expect(renderMarkdown(failedReport)).toContain('> 14      rows = [[value');
  });

  it('names at most 200 cases, those that failed first, and counts the others', () => {
    const cases = Array.from({ length: 450 }, (_, index) => {
      return { ...goodCase, name: `case ${index}`, passed: index !== 449 };
    });
    const text = renderMarkdown({ ...failedReport, cases });
    expect(text.match(/^\| [✅❌] \| case/gmu)).toHaveLength(200);
    expect(text.indexOf('case 449')).toBeLessThan(text.indexOf('case 0 '));
    expect(text).toContain('\nand 250 more\n');
  });

  it('stays far below 1 MiB, whatever the cases hold', () => {
    const faults = Array.from({ length: 20 }, () => '<&'.repeat(5000));
    const cases = Array.from({ length: 1000 }, () => ({
      ...goodCase,
      name: '&'.repeat(9000),
      faults,
    }));
    const text = renderMarkdown({ ...failedReport, cases, checks: [] });
    expect(Buffer.byteLength(text)).toBeLessThan(500_000);
  });

  it('takes text of the service for text', () => {
    const name = '<img src=x onerror=alert(1)> | `a` [b](http://c) **d**\n# e';
    const text = renderMarkdown({ ...failedReport, cases: [{ ...goodCase, name }] });
    expect(text).toContain(
      '| &lt;img src=x onerror=alert(1)&gt; \\| \\`a\\` \\[b\\](http://c) \\*\\*d\\*\\* \\# e |',
    );
  });

  it('has a block of code that its text cannot end', () => {
    const cause = { id: 'x', message: 'x', place: null, excerpt: ['````', '<script>'] };
    const text = renderMarkdown({ ...failedReport, cause });
    expect(text).toContain('`````text\n````\n<script>\n`````\n');
  });
});
