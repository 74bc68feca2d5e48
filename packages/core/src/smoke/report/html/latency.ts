import { markup, type Markup } from '../markup.ts';
import type { CaseReport, SmokeReport } from '../report.ts';
import { cut } from '../visible-text.ts';
import { counted, formatDuration } from '../words.ts';
import { niceScale, type Scale } from './scale.ts';

const MAX_ROWS = 30;
const ROW = 30;
const LEFT = 210;
const RIGHT = 70;
const WIDTH = 1000;
const MAX_DOTS = 200;

type Row = {
  readonly name: string;
  readonly passed: boolean;
  readonly latencies: readonly number[];
};

/** Each request's time as a dot, each case's median as a bar; nothing where none was answered. */
export function latencyPart({ cases }: SmokeReport): Markup | undefined {
  const rows = cases.flatMap(rowOf);
  if (rows.length === 0) return undefined;
  const slowest = rows.toSorted((a, b) => median(b.latencies) - median(a.latencies));
  const shown = rows.length <= MAX_ROWS ? rows : slowest.slice(0, MAX_ROWS);
  const scale = niceScale(Math.max(...shown.flatMap(({ latencies }) => latencies)));
  const rest = rows.length - shown.length;
  const all = rows.flatMap(({ latencies }) => latencies).toSorted((a, b) => a - b);
  return markup`<section aria-labelledby="latency"><h2 id="latency">Latency</h2>
<p class="note">${counted(all.length, 'request')}: median ${formatDuration(quantile(all, 0.5))}, 95 % within ${formatDuration(quantile(all, 0.95))}, slowest ${formatDuration(all.at(-1) ?? null)}. ${
    rest === 0 ? '' : `The ${MAX_ROWS} slowest of ${rows.length} cases.`
  }</p>
${chart(shown, scale)}</section>`;
}

function rowOf({ name, passed, latencyMs, latenciesMs }: CaseReport): readonly Row[] {
  const latencies = latenciesMs.length > 0 ? latenciesMs : latencyMs === null ? [] : [latencyMs];
  return latencies.length === 0 ? [] : [{ name, passed, latencies }];
}

function chart(rows: readonly Row[], scale: Scale): Markup {
  const height = rows.length * ROW + 34;
  const x = (ms: number): number => LEFT + (ms / scale.end) * (WIDTH - LEFT - RIGHT);
  const grid = scale.ticks.map(
    (
      ms,
    ) => markup`<line x1="${x(ms).toFixed(1)}" x2="${x(ms).toFixed(1)}" y1="4" y2="${height - 30}"/>
<text x="${x(ms).toFixed(1)}" y="${height - 10}" text-anchor="middle">${formatDuration(ms)}</text>
`,
  );
  const label = `Latency of ${counted(rows.length, 'case')}; the numbers stand beside the cases above.`;
  return markup`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">
<g class="grid">${grid}</g>
${rows.map((row, index) => rowMarks(row, index * ROW + 6, x))}</svg>`;
}

function rowMarks(row: Row, top: number, x: (ms: number) => number): Markup {
  const middle = median(row.latencies);
  const y = top + ROW / 2 - 3;
  const end = Math.max(x(middle), LEFT + 2);
  const dots = row.latencies.length < 2 ? [] : row.latencies.slice(0, MAX_DOTS);
  const last = Math.max(end, ...row.latencies.map(x));
  return markup`<g class="${row.passed ? 'good' : 'bad'}"><title>${row.name}: ${formatDuration(middle)}</title>
<text class="label" x="${LEFT - 12}" y="${y + 4}" text-anchor="end">${cut(row.name, 28)}</text>
<rect x="${LEFT}" y="${y - 7}" width="${(end - LEFT).toFixed(1)}" height="14" rx="3"/>
${dots.length === 0 ? undefined : spread(row.latencies.map(x), y)}
${dots.map((ms) => markup`<circle cx="${x(ms).toFixed(1)}" cy="${y}" r="3.5"/>`)}
<text class="value" x="${(last + 9).toFixed(1)}" y="${y + 4}">${formatDuration(middle)}</text></g>
`;
}

function spread(at: readonly number[], y: number): Markup {
  const [first, last] = [Math.min(...at), Math.max(...at)];
  return markup`<line class="spread" x1="${first.toFixed(1)}" x2="${last.toFixed(1)}" y1="${y}" y2="${y}"/>`;
}

function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/** Of sorted values; between two of them in proportion. */
function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}
