import { createHash } from 'node:crypto';
import { markup, type Markup } from '../markup.ts';
import type { SmokeReport } from '../report.ts';
import { imageNameOf, outcomeWords } from '../words.ts';
import { casesPart } from './cases.ts';
import { checksPart } from './checks.ts';
import { factsPart } from './facts.ts';
import { furtherParts } from './further.ts';
import { headPart } from './head.ts';
import { latencyPart } from './latency.ts';
import { layersPart } from './layers.ts';
import { logPart } from './log.ts';
import { style } from './style.ts';

/**
 * A report as one page of HTML without scripts and without anything from elsewhere. All that comes
 * from the container or the service is text in it; its policy lets nothing but its own style in.
 */
export function renderHtml(report: SmokeReport): string {
  const policy = `default-src 'none'; style-src 'sha256-${sha256(style)}'; base-uri 'none'; form-action 'none'`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${outcomeWords[report.outcome]} – smoke test of ${imageNameOf(report)}</title>
`;
  const body = markup`</head>
<body>
${headPart(report)}
<main>
${sections(report)}
</main>
<footer><p>Written by package-model. The same as data: the JSON report beside it.</p></footer>
</body>
</html>
`;
  // The style is ours and is hashed as it stands, so it is not escaped.
  return `${page.text}<style>${style}</style>\n${body.text}`;
}

function sections(report: SmokeReport): readonly Markup[] {
  return [
    casesPart(report),
    latencyPart(report),
    checksPart(report),
    ...furtherParts(report),
    logPart(report),
    layersPart(report),
    factsPart(report),
  ].filter((part) => part !== undefined);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
