import { markup, type Markup } from '../markup.ts';
import type { SmokeReport } from '../report.ts';
import { counted } from '../words.ts';

const TELLING = /\b(ERROR|CRITICAL|FATAL|Traceback|[A-Z]\w*(?:Error|Exception)\b)/;
const WARNING = /\bWARN(?:ING)?\b/;

/** The end of the container's log, as text; its telling lines stand out. */
export function logPart({ log, passed }: SmokeReport): Markup | undefined {
  if (log === null) return undefined;
  const text = log.trimEnd();
  if (text === '') {
    return markup`<section aria-labelledby="log"><h2 id="log">Log</h2><p class="note">The container wrote none.</p></section>`;
  }
  const lines = text.split(/\r\n|\r|\n/);
  return markup`<section aria-labelledby="log"><h2 id="log">Log</h2>
<details class="log"${passed ? undefined : markup` open`}><summary>The end of the container's log, ${counted(lines.length, 'line')}</summary>
<pre tabindex="0">${lines.map(lineOf)}</pre></details></section>`;
}

function lineOf(line: string): Markup {
  const kind = TELLING.test(line) ? 'line telling' : WARNING.test(line) ? 'line warned' : 'line';
  return markup`<span class="${kind}">${line}
</span>`;
}
