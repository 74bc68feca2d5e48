import { markup, type Markup } from '../markup.ts';
import type { CheckReport, SmokeReport } from '../report.ts';
import { checkWord, type CheckWord } from '../words.ts';

const order: readonly CheckWord[] = ['failed', 'warning', 'passed', 'skipped'];
const marks = { failed: '✗', warning: '!', passed: '✓', skipped: '–' } as const;

/** What every service must do, findings first; nothing where no check ran. */
export function checksPart({ checks, notTested }: SmokeReport): Markup | undefined {
  if (checks.length === 0 && notTested.length === 0) return undefined;
  const sorted = order.flatMap((word) => checks.filter((check) => checkWord(check) === word));
  const table = markup`<div class="wide" role="region" aria-labelledby="checks" tabindex="0"><table>
<thead><tr><th scope="col">Result</th><th scope="col">Check</th><th scope="col">Finding</th></tr></thead>
<tbody>${sorted.map(rowOf)}</tbody></table></div>`;
  return markup`<section aria-labelledby="checks"><h2 id="checks">Checks</h2>
${checks.length === 0 ? undefined : table}
${notTestedPart(notTested)}
</section>`;
}

function rowOf(check: CheckReport): Markup {
  const word = checkWord(check);
  return markup`<tr class="${word}"><td><span class="badge">${marks[word]} ${word}</span></td>
<th scope="row">${check.title} <code>${check.id}</code></th><td class="finding">${check.message ?? ''}</td></tr>
`;
}

function notTestedPart(notTested: readonly string[]): Markup | undefined {
  if (notTested.length === 0) return undefined;
  return markup`<h3>Not tested</h3><ul class="notes">${notTested.map(
    (line) => markup`<li>${line}</li>
`,
  )}</ul>`;
}
