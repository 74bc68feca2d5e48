import { markup, type Markup } from '../markup.ts';
import type { SmokeReport } from '../report.ts';
import { factRows } from '../fact-rows.ts';

/** How and on what it ran. */
export function factsPart(report: SmokeReport): Markup {
  const rows = factRows(report);
  return markup`<section aria-labelledby="facts"><h2 id="facts">Run</h2>
<dl class="facts">${rows.map(
    ([
      what,
      value,
    ]) => markup`<div${value.length > 26 ? markup` class="long"` : undefined}><dt>${what}</dt><dd>${value}</dd></div>
`,
  )}</dl></section>`;
}
