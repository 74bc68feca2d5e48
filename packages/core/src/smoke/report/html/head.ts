import { formatSize } from '../../../format-size.ts';
import { markup, type Markup } from '../markup.ts';
import { isFault, type SmokeReport } from '../report.ts';
import {
  causeLine,
  checkCount,
  formatDuration,
  formatTime,
  imageNameOf,
  outcomeWords,
} from '../words.ts';

/** The page's head: how it ended, of what, the numbers that matter, and why it failed. */
export function headPart(report: SmokeReport): Markup {
  const { imageDigest, outcome, passed, startedAt, finishedAt } = report;
  const tookMs = Date.parse(finishedAt) - Date.parse(startedAt);
  return markup`<header class="${passed ? 'good' : 'bad'}">
<div class="band"></div>
<p class="kind">Smoke test</p>
<h1>${imageNameOf(report)}</h1>
${imageDigest === null ? undefined : markup`<p class="digest"><code>${imageDigest}</code></p>`}
<p class="verdict"><strong class="pill">${passed ? '✓' : '✗'} ${outcomeWords[outcome]}</strong> <time datetime="${startedAt}">${formatTime(startedAt)}</time>, took ${formatDuration(tookMs)}</p>
${tiles(report)}
${whyPart(report)}
</header>`;
}

type Tile = {
  readonly what: string;
  readonly value: string;
  readonly more?: string;
};

function tiles(report: SmokeReport): Markup {
  const { facts, readyMs, latencyMs, cases } = report;
  const [checks = '', ...others] = checkCount(report).split(', ');
  const passed = cases.filter((one) => one.passed).length;
  const tested = cases.length === 0 ? 'none' : `${passed} of ${cases.length}`;
  const more = cases.length === 0 ? {} : { more: 'passed' };
  const shown: readonly Tile[] = [
    { what: 'Cases', value: tested, ...more },
    { what: 'Checks', value: checks, more: others.join(', ') },
    { what: 'Ready after', value: formatDuration(readyMs) },
    { what: 'Median answer', value: formatDuration(latencyMs) },
    ...sizeTile('Peak memory', facts.peakMemoryBytes),
    ...sizeTile('Image size', facts.imageSizeBytes),
  ];
  return markup`<dl class="tiles">${shown.map(tileOf)}</dl>`;
}

function sizeTile(what: string, sizeBytes: number | null): readonly Tile[] {
  return sizeBytes === null ? [] : [{ what, value: formatSize(sizeBytes) }];
}

function tileOf({ what, value, more = '' }: Tile): Markup {
  const small = more === '' ? undefined : markup` <small>${more}</small>`;
  return markup`<div><dt>${what}</dt><dd>${value}${small}</dd></div>
`;
}

function whyPart(report: SmokeReport): Markup | undefined {
  const line = causeLine(report);
  if (line === undefined) return undefined;
  const { cause, failure } = report;
  const rest = failure?.message.split('\n').slice(1).join('\n').trim() ?? '';
  // Cases and checks have parts of their own; what is left is the end of the log.
  const isTold = report.checks.some(isFault) || report.cases.some((one) => !one.passed);
  return markup`<section class="why" aria-labelledby="why"><h2 id="why">What went wrong</h2>
<p class="cause">${line}</p>
${cause === null ? undefined : excerptPart(cause)}
${cause !== null || isTold || rest === '' ? undefined : markup`<pre tabindex="0">${rest}</pre>`}
</section>`;
}

function excerptPart(cause: NonNullable<SmokeReport['cause']>): Markup {
  const { place, excerpt } = cause;
  const where =
    place === null
      ? undefined
      : markup`<p class="place"><code>${place.file}:${place.line}</code></p>`;
  if (excerpt.length === 0) return markup`${where}`;
  return markup`${where}<pre tabindex="0">${excerpt.map(
    (line) =>
      markup`<span class="${/^\s*>/.test(line) ? 'line here' : 'line'}">${line}
</span>`,
  )}</pre>`;
}
