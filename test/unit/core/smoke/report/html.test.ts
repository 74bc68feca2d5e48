import { assert, json, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../../../packages/core/src/smoke/report/html/page.ts';
import { niceScale } from '../../../../../packages/core/src/smoke/report/html/scale.ts';
import { spreadJson } from '../../../../../packages/core/src/smoke/report/html/spread-json.ts';
import { failedReport, goodCase, passedReport, reportSaying } from './sample-reports.ts';

function tagsOf(page: string): string {
  const shape = page.replace(/<style>[^]*?<\/style>/, '<style>');
  return (shape.match(/<[^>]*>/g) ?? []).join('').replace(/"[^"]*"/g, '""');
}

describe('the page of a report', () => {
  it('has what was asked, answered and expected, checks, layers, log and the cause', () => {
    const page = renderHtml(failedReport);
    for (const part of ['cases', 'latency', 'checks', 'log', 'layers', 'facts', 'why']) {
      expect(page).toContain(`id="${part}"`);
    }
    expect(page).toContain('/0: 235.9496372217627, expected 151.2');
    expect(page).toContain('[235.9496372217627, 62.0]');
    expect(page).toContain('<span class="line here">&gt; 14 ');
    expect(page).toContain('<span class="line telling">TypeError:');
  });

  it('opens the cases that failed and leaves out what there is not', () => {
    expect(renderHtml(failedReport).match(/<details class="case bad" open>/g)).toHaveLength(2);
    const page = renderHtml({ ...passedReport, checks: [], notTested: [], cases: [] });
    expect(page).not.toMatch(/id="(why|log|checks|latency)"/);
  });

  it('says why no case was sent', () => {
    const none = { ...failedReport, cases: [], casesFrom: 'none' } as const;
    expect(renderHtml({ ...none, readyMs: null })).toContain('the service did not get ready');
    expect(renderHtml({ ...none, readyMs: 5 })).toContain('none were given, and nothing holds');
  });

  it('allows nothing but its own style', () => {
    const page = renderHtml(passedReport);
    expect(page).toMatch(
      /content="default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]{44}&#39;;/,
    );
    expect(page).not.toMatch(/<script|<link|<img|\son\w+=|\sstyle=|url\(/);
  });

  it('has the same tags whatever the service says', () => {
    const plain = tagsOf(renderHtml(reportSaying('plain')));
    assert(
      property(string({ unit: 'binary', minLength: 1 }), (text) => {
        const oneLine = `${text.replace(/[\r\n]/g, ' ')}x`;
        expect(tagsOf(renderHtml(reportSaying(oneLine)))).toBe(plain);
      }),
      { numRuns: 15 },
    );
    for (const hostile of [
      '<script>alert(1)</script>',
      '</style><svg onload=x>',
      '"><b>',
      "' onx='",
    ]) {
      expect(tagsOf(renderHtml(reportSaying(hostile)))).toBe(plain);
    }
  }, 30_000);

  it('shows at most 300 of many cases, and 30 of them in the chart', () => {
    const cases = Array.from({ length: 1000 }, (_, index) => ({
      ...goodCase,
      name: `case ${index}`,
    }));
    const page = renderHtml({ ...passedReport, cases });
    expect(page.match(/<details class="case/g)).toHaveLength(300);
    expect(page.match(/<text class="label"/g)).toHaveLength(30);
    expect(page).toContain('and 700 cases more in the JSON report');
  });
});

describe('niceScale', () => {
  it.each([
    [48, 50, 10],
    [3, 3, 1],
    [0.42, 0.5, 0.1],
    [1234, 1500, 500],
    [0, 1, 0.2],
  ])('holds %d in %d with steps of %d', (largest, end, step) => {
    const scale = niceScale(largest);
    expect(scale.end).toBeCloseTo(end);
    expect(scale.ticks[1]).toBeCloseTo(step);
  });
});

describe('spreadJson', () => {
  it('spreads objects over lines and keeps numbers as they were written', () => {
    const text = '{"a":[1.0,2e5],"b":[[1],[]],"c":{},"d":"{\\"x\\": [1]}"}';
    const lines = spreadJson(text);
    expect(lines).toBe(
      '{\n  "a": [1.0, 2e5],\n  "b": [\n    [1],\n    []\n  ],\n  "c": {},\n  "d": "{\\"x\\": [1]}"\n}',
    );
  });

  it('means the same as before, and leaves what is not JSON', () => {
    assert(
      property(json(), (text) => {
        expect(JSON.parse(spreadJson(text))).toEqual(JSON.parse(text));
      }),
    );
    expect(spreadJson('{"a": NaN}')).toBe('{"a": NaN}');
  });
});
