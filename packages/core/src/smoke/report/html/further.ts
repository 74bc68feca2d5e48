import { type FurtherTable, furtherTables } from '../further-tables.ts';
import { markup, type Markup } from '../markup.ts';
import type { SmokeReport } from '../report.ts';

/** The comparison with another version and the search for resources, a section each. */
export function furtherParts(report: SmokeReport): readonly Markup[] {
  return furtherTables(report).map(sectionOf);
}

function sectionOf({ id, title, lines, head, rows }: FurtherTable): Markup {
  const table = markup`<div class="wide" role="region" aria-labelledby="${id}" tabindex="0"><table>
<thead><tr>${head.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(rowOf)}</tbody></table></div>`;
  return markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${lines.map((line) => markup`<p>${line}</p>\n`)}${rows.length === 0 ? undefined : table}
</section>`;
}

function rowOf(cells: readonly string[]): Markup {
  const [first = '', ...others] = cells;
  return markup`<tr><th scope="row">${first}</th>${others.map((text) => markup`<td>${text}</td>`)}</tr>
`;
}
