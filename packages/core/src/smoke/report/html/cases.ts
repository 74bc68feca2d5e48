import { formatSize } from '../../../format-size.ts';
import { markup, type Markup } from '../markup.ts';
import type { CaseReport, SmokeReport } from '../report.ts';
import { counted, formatDuration } from '../words.ts';
import { spreadJson } from './spread-json.ts';

const MAX_SHOWN = 300;
const NOT_READY = 'No case was sent: the service did not get ready.';
const sources = {
  given: 'The cases are yours.',
  model: 'No cases were given: made of the sample input of the model version.',
  swagger: 'No cases were given: made of the example in /swagger.json.',
  mlflow: 'No cases were given: made of the input example of the MLflow model.',
  none: 'No case was sent: none were given, and nothing holds an example.',
} as const satisfies Readonly<Record<SmokeReport['casesFrom'], string>>;

/** All cases, those that failed first and open; past 300 only those that failed, then a count. */
export function casesPart({ cases, casesFrom, readyMs }: SmokeReport): Markup {
  const failed = cases.filter((one) => !one.passed);
  const inOrder = [...failed, ...cases.filter((one) => one.passed)];
  const shown = inOrder.slice(0, MAX_SHOWN);
  const rest = inOrder.length - shown.length;
  return markup`<section aria-labelledby="cases"><h2 id="cases">Cases</h2>
<p class="note">${readyMs === null ? NOT_READY : sources[casesFrom]}</p>
${shown.map((one, index) => casePart(one, !one.passed && index < 10))}
${rest === 0 ? undefined : markup`<p class="note">and ${counted(rest, 'case')} more in the JSON report</p>`}
</section>`;
}

function casePart(one: CaseReport, isOpen: boolean): Markup {
  const { name, passed, status, latencyMs, request, faults, notes } = one;
  return markup`<details class="case ${passed ? 'good' : 'bad'}"${isOpen ? markup` open` : undefined}>
<summary><span class="mark">${passed ? '✓' : '✗'}<span class="unseen"> ${passed ? 'passed' : 'failed'}</span></span>
<span class="name">${name}</span>
<span class="asked"><code>${request.method} ${request.path}</code></span>
<span class="number">${status === null ? 'no answer' : String(status)}</span>
<span class="number">${formatDuration(latencyMs)}</span></summary>
<div class="inside">
${listPart('Differences', 'faults', faults)}
${listPart('Notes', 'notes', notes)}
${exchangePart(one)}
</div></details>
`;
}

function listPart(title: string, kind: string, lines: readonly string[]): Markup | undefined {
  if (lines.length === 0) return undefined;
  const items = lines.map(
    (line) => markup`<li>${line}</li>
`,
  );
  return markup`<h3>${title}</h3><ul class="${kind}">${items}</ul>`;
}

function exchangePart({ request, answer }: CaseReport): Markup {
  const asked = { headers: request.headers, sizeBytes: request.sizeBytes };
  return markup`<div class="exchange"><div><h3>Request</h3>
${bodyPart(request.bodyPreview, asked)}</div>
<div><h3>Answer</h3>
${answer === null ? markup`<p class="note">none came</p>` : bodyPart(answer.bodyPreview, answer)}</div></div>`;
}

type Sent = {
  readonly headers: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
};

function bodyPart(preview: string | null, { headers, sizeBytes }: Sent): Markup {
  const lines = Object.entries(headers).map(
    ([name, value]) => markup`<span class="line"><b>${name}:</b> ${value}
</span>`,
  );
  const head =
    lines.length === 0 ? undefined : markup`<pre class="headers" tabindex="0">${lines}</pre>`;
  if (sizeBytes === 0) return markup`${head}<p class="note">no body</p>`;
  if (preview === null) {
    return markup`${head}<p class="note">${formatSize(sizeBytes)} that are not text</p>`;
  }
  const isWhole = Buffer.byteLength(preview) >= sizeBytes;
  const size = isWhole ? formatSize(sizeBytes) : `the start of ${formatSize(sizeBytes)}`;
  return markup`${head}<pre tabindex="0">${spreadJson(preview)}</pre><p class="note">${size}</p>`;
}
