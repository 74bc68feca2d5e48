import { formatSize } from '../../../format-size.ts';
import type { LayerFacts } from '../facts.ts';
import { markup, type Markup } from '../markup.ts';
import type { SmokeReport } from '../report.ts';

const WIDTH = 1000;

/** The image's layers by size, and as a table; nothing where they are not known. */
export function layersPart({ facts: { layers } }: SmokeReport): Markup | undefined {
  if (layers.length === 0) return undefined;
  const totalBytes = layers.reduce((sum, layer) => sum + layer.sizeBytes, 0);
  return markup`<section aria-labelledby="layers"><h2 id="layers">Layers</h2>
${barOf(layers, totalBytes)}
<div class="wide" role="region" aria-labelledby="layers" tabindex="0"><table>
<thead><tr><th scope="col">Kind</th><th scope="col">What</th><th scope="col" class="number">Size</th><th scope="col">Digest</th></tr></thead>
<tbody>${layers.map(rowOf)}</tbody>
<tfoot><tr><th scope="row">all</th><td></td><td class="number">${formatSize(totalBytes)}</td><td></td></tr></tfoot></table></div></section>`;
}

function barOf(layers: readonly LayerFacts[], totalBytes: number): Markup {
  let x = 0;
  const parts = layers.map((layer) => {
    const width = totalBytes === 0 ? 0 : (layer.sizeBytes / totalBytes) * WIDTH;
    const part = markup`<rect class="kind-${layer.kind}" x="${x.toFixed(1)}" y="0" width="${Math.max(1, width - 2).toFixed(1)}" height="26" rx="3"><title>${layer.title || layer.kind}: ${formatSize(layer.sizeBytes)}</title></rect>`;
    x += width;
    return part;
  });
  return markup`<svg class="bar" viewBox="0 0 ${WIDTH} 26" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}

function rowOf({ kind, title, sizeBytes, digest }: LayerFacts): Markup {
  return markup`<tr><td><span class="swatch kind-${kind}"></span>${kind}</td><td>${title}</td>
<td class="number">${formatSize(sizeBytes)}</td><td><code title="${digest}">${digest.slice(7, 19)}</code></td></tr>
`;
}
