/** The page's look: light and dark by the reader's choice, on paper as on a screen. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1b1f27; --soft: #576070; --line: #dfe3ea; --sunk: #f1f3f6;
  --good: #14783c; --good-back: #e2f4e8; --bad: #b4232c; --bad-back: #fdeaea;
  --warn: #8a5a00; --warn-back: #fdf1d8; --accent: #2a5bd7; --bar: #6f93ea; --bar-bad: #d8656c;
  --k-base: #8a94a6; --k-environment: #5f86e0; --k-model: #8b62cf; --k-code: #2f9e8f; --k-other: #b7a15a;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif;
  --mono: ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151b; --card: #1a1f27; --ink: #e7eaf0; --soft: #a0aabb; --line: #2d3440; --sunk: #13171d;
    --good: #63d08e; --good-back: #15301f; --bad: #ff8b8f; --bad-back: #3a1b1e;
    --warn: #f0bf5c; --warn-back: #35290f; --accent: #8cabff; --bar: #4d6fc4; --bar-bad: #b2474e;
    --k-base: #727d90; --k-environment: #5679cc; --k-model: #8a66c9; --k-code: #2f9184; --k-other: #9d8a4c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 var(--sans); }
header, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.75rem; }
header { padding-top: 2.5rem; }
.band { position: absolute; inset: 0 0 auto; height: 5px; background: var(--good); }
.bad > .band { background: var(--bad); }
.kind { margin: 0; color: var(--soft); font-size: .8rem; font-weight: 600; letter-spacing: .08em; text-transform: uppercase; }
h1 { margin: .15rem 0 0; font-size: 1.7rem; line-height: 1.25; letter-spacing: -.015em; overflow-wrap: anywhere; }
.digest { margin: .2rem 0 0; color: var(--soft); font-size: .82rem; overflow-wrap: anywhere; }
.verdict { margin: 1.1rem 0 0; color: var(--soft); }
.pill { display: inline-block; margin-right: .6rem; padding: .22rem .85rem; border-radius: 99px; color: var(--good); background: var(--good-back); }
.bad > .verdict .pill { color: var(--bad); background: var(--bad-back); }
code, pre { font-family: var(--mono); font-size: .86em; }
section { margin: 1.5rem 0; padding: 1.35rem 1.6rem 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
h2 { margin: 0 0 .7rem; font-size: 1.12rem; letter-spacing: -.005em; }
h3 { margin: 1rem 0 .35rem; font-size: .8rem; font-weight: 600; color: var(--soft); }
.note { margin: .35rem 0; color: var(--soft); font-size: .88rem; }
h2 + .note { margin: -.35rem 0 .9rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1px; margin: 1.5rem 0 0; overflow: hidden; background: var(--line); border: 1px solid var(--line); border-radius: 12px; }
.tiles div { padding: .8rem 1.1rem .9rem; background: var(--card); }
dt { color: var(--soft); font-size: .8rem; }
.tiles dd { margin: .1rem 0 0; font-size: 1.2rem; font-weight: 600; line-height: 1.35; letter-spacing: -.01em; }
.tiles small { display: block; color: var(--soft); font-size: .8rem; font-weight: 400; letter-spacing: 0; }
.why { border-color: var(--bad); border-left-width: 5px; }
.cause { margin: 0; font-size: 1.08rem; line-height: 1.5; overflow-wrap: anywhere; }
.place { margin: .9rem 0 0; color: var(--soft); }
pre { margin: .5rem 0 0; padding: .8rem 1rem; max-height: 32rem; overflow: auto; background: var(--sunk); border: 1px solid var(--line); border-radius: 8px; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
.headers { margin-bottom: .4rem; padding: .55rem 1rem; color: var(--soft); background: none; }
.headers b { font-weight: 600; }
.here { margin: 0 -1rem; padding: 0 1rem; display: block; color: var(--bad); background: var(--bad-back); font-weight: 600; }
.case { border-top: 1px solid var(--line); }
.case:last-of-type { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; }
.case > summary { display: grid; grid-template-columns: 1.6rem minmax(0, 1.6fr) minmax(0, 1fr) 6rem 6rem 1rem; gap: .5rem; align-items: baseline; padding: .62rem .2rem; list-style: none; }
.case > summary::-webkit-details-marker { display: none; }
.case > summary::after { content: "▸"; color: var(--soft); text-align: right; }
.case[open] > summary::after { content: "▾"; }
summary:hover .name, .log > summary:hover { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.mark { font-weight: 700; color: var(--good); }
.case.bad .mark { color: var(--bad); }
.name { font-weight: 600; overflow-wrap: anywhere; }
.asked { color: var(--soft); overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.inside { padding: 0 .2rem 1.2rem 2.1rem; }
.inside h3:first-child { margin-top: .3rem; }
ul { margin: 0; padding-left: 1.15rem; }
li { margin: .2rem 0; overflow-wrap: anywhere; white-space: pre-line; }
.faults { padding: .55rem 1rem .55rem 2rem; background: var(--bad-back); border-radius: 8px; }
.faults li { color: var(--bad); font-family: var(--mono); font-size: .86em; }
.exchange { margin-top: .8rem; display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.4rem; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .6rem .9rem .6rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-size: .8rem; font-weight: 600; }
tbody th { font-weight: 600; }
tbody th code { margin-left: .35rem; color: var(--soft); font-weight: 400; white-space: nowrap; }
th.number, td.number { text-align: right; padding-right: 1.6rem; }
tbody tr:last-child > *, tfoot tr > * { border-bottom: 0; }
tfoot tr > * { border-top: 1px solid var(--line); font-weight: 600; }
.finding { overflow-wrap: anywhere; white-space: pre-line; }
.badge { display: inline-block; min-width: 5.6rem; padding: .08rem .6rem; border-radius: 99px; font-size: .82rem; font-weight: 600; white-space: nowrap; color: var(--soft); background: var(--sunk); }
.passed .badge { color: var(--good); background: var(--good-back); }
.failed .badge { color: var(--bad); background: var(--bad-back); }
.warning .badge { color: var(--warn); background: var(--warn-back); }
svg { display: block; width: 100%; }
.chart { height: auto; font: 13px var(--sans); }
.chart text { fill: var(--soft); }
.chart .label { fill: var(--ink); }
.chart .value { fill: var(--ink); font-variant-numeric: tabular-nums; }
.grid line { stroke: var(--line); }
.chart rect { fill: var(--bar); }
.chart .bad rect { fill: var(--bar-bad); }
.chart .spread { stroke: var(--ink); stroke-opacity: .45; stroke-width: 1.5; }
.chart circle { fill: var(--ink); fill-opacity: .55; stroke: var(--card); }
.bar { height: 26px; margin: .3rem 0 .9rem; }
.swatch { display: inline-block; width: .75rem; height: .75rem; margin-right: .5rem; border-radius: 3px; }
.kind-base { fill: var(--k-base); background: var(--k-base); }
.kind-environment { fill: var(--k-environment); background: var(--k-environment); }
.kind-model { fill: var(--k-model); background: var(--k-model); }
.kind-code { fill: var(--k-code); background: var(--k-code); }
.kind-other { fill: var(--k-other); background: var(--k-other); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .85rem 2rem; margin: 0; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.facts .long { grid-column: 1 / -1; }
.facts .long dd { font-family: var(--mono); font-size: .86em; }
.log pre { max-height: 40rem; }
.telling { color: var(--bad); font-weight: 600; }
.warned { color: var(--warn); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
footer { padding-bottom: 2.5rem; color: var(--soft); font-size: .82rem; }
@media (max-width: 44rem) {
  header, main, footer { padding-left: 1rem; padding-right: 1rem; }
  .exchange { grid-template-columns: minmax(0, 1fr); }
  .case > summary { grid-template-columns: 1.6rem minmax(0, 1fr) 5.4rem; }
  .asked, .case > summary .number:nth-of-type(4), .case > summary::after { display: none; }
  .inside { padding-left: .2rem; }
}
@media print {
  body { background: none; font-size: 10.5pt; }
  header, main, footer { max-width: none; padding: 0; }
  section { padding: 0; border: 0; border-radius: 0; }
  .case, tr, .chart { break-inside: avoid; }
  h2, summary { break-after: avoid; }
  pre { max-height: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  * { print-color-adjust: exact; }
}
`;
