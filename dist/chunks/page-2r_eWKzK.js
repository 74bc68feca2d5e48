import{t as e}from"./markup-CvizN7rG.js";import{a as t,c as n,i as r,l as i,n as a,o,r as s,s as c}from"./words-CWw12Kqe.js";import{t as l}from"./format-size-BIQWr9_W.js";import{t as u}from"./is-json--8MX6EDZ.js";import{n as d,t as f}from"./further-tables-Bnm9Cx_d.js";import{n as p}from"./report-endDIzC8.js";import{t as m}from"./visible-text-DRCYqflL.js";import{createHash as h}from"node:crypto";const g=/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;function _(e){if(e.length>16384||!u(e))return e;let t=e.match(g)??[],n=[],r=``;for(let[e,i]of t.entries()){let a=t[e+1]??``;if(i===`{`||i===`[`){let e=a===`}`||a===`]`;n.push(!e&&(i===`{`||a===`{`||a===`[`)),r+=i+v(n,n.at(-1))}else if(i===`}`||i===`]`){let e=n.pop();r+=(e===!0?`\n${`  `.repeat(n.length)}`:``)+i}else r+=i===`,`?n.at(-1)===!0?`,${v(n,!0)}`:`, `:i===`:`?`: `:i}return r}function v(e,t){return t===!0?`\n${`  `.repeat(e.length)}`:``}const y={given:`The cases are yours.`,model:`No cases were given: made of the sample input of the model version.`,swagger:`No cases were given: made of the example in /swagger.json.`,mlflow:`No cases were given: made of the input example of the MLflow model.`,none:`No case was sent: none were given, and nothing holds an example.`};function ee({cases:n,casesFrom:r,readyMs:i}){let a=[...n.filter(e=>!e.passed),...n.filter(e=>e.passed)],o=a.slice(0,300),s=a.length-o.length;return e`<section aria-labelledby="cases"><h2 id="cases">Cases</h2>
<p class="note">${i===null?`No case was sent: the service did not get ready.`:y[r]}</p>
${o.map((e,t)=>b(e,!e.passed&&t<10))}
${s===0?void 0:e`<p class="note">and ${t(s,`case`)} more in the JSON report</p>`}
</section>`}function b(t,n){let{name:r,passed:i,status:a,latencyMs:s,request:c,faults:l,notes:u}=t;return e`<details class="case ${i?`good`:`bad`}"${n?e` open`:void 0}>
<summary><span class="mark">${i?`✓`:`✗`}<span class="unseen"> ${i?`passed`:`failed`}</span></span>
<span class="name">${r}</span>
<span class="asked"><code>${c.method} ${c.path}</code></span>
<span class="number">${a===null?`no answer`:String(a)}</span>
<span class="number">${o(s)}</span></summary>
<div class="inside">
${x(`Differences`,`faults`,l)}
${x(`Notes`,`notes`,u)}
${S(t)}
</div></details>
`}function x(t,n,r){if(r.length===0)return;let i=r.map(t=>e`<li>${t}</li>
`);return e`<h3>${t}</h3><ul class="${n}">${i}</ul>`}function S({request:t,answer:n}){let r={headers:t.headers,sizeBytes:t.sizeBytes};return e`<div class="exchange"><div><h3>Request</h3>
${C(t.bodyPreview,r)}</div>
<div><h3>Answer</h3>
${n===null?e`<p class="note">none came</p>`:C(n.bodyPreview,n)}</div></div>`}function C(t,{headers:n,sizeBytes:r}){let i=Object.entries(n).map(([t,n])=>e`<span class="line"><b>${t}:</b> ${n}
</span>`),a=i.length===0?void 0:e`<pre class="headers" tabindex="0">${i}</pre>`;if(r===0)return e`${a}<p class="note">no body</p>`;if(t===null)return e`${a}<p class="note">${l(r)} that are not text</p>`;let o=Buffer.byteLength(t)>=r?l(r):`the start of ${l(r)}`;return e`${a}<pre tabindex="0">${_(t)}</pre><p class="note">${o}</p>`}const w=[`failed`,`warning`,`passed`,`skipped`],T={failed:`✗`,warning:`!`,passed:`✓`,skipped:`–`};function E({checks:t,notTested:n}){if(t.length===0&&n.length===0)return;let i=w.flatMap(e=>t.filter(t=>r(t)===e)),a=e`<div class="wide" role="region" aria-labelledby="checks" tabindex="0"><table>
<thead><tr><th scope="col">Result</th><th scope="col">Check</th><th scope="col">Finding</th></tr></thead>
<tbody>${i.map(D)}</tbody></table></div>`;return e`<section aria-labelledby="checks"><h2 id="checks">Checks</h2>
${t.length===0?void 0:a}
${O(n)}
</section>`}function D(t){let n=r(t);return e`<tr class="${n}"><td><span class="badge">${T[n]} ${n}</span></td>
<th scope="row">${t.title} <code>${t.id}</code></th><td class="finding">${t.message??``}</td></tr>
`}function O(t){if(t.length!==0)return e`<h3>Not tested</h3><ul class="notes">${t.map(t=>e`<li>${t}</li>
`)}</ul>`}function k(t){let n=d(t);return e`<section aria-labelledby="facts"><h2 id="facts">Run</h2>
<dl class="facts">${n.map(([t,n])=>e`<div${n.length>26?e` class="long"`:void 0}><dt>${t}</dt><dd>${n}</dd></div>
`)}</dl></section>`}function A(e){return f(e).map(j)}function j({id:t,title:n,lines:r,head:i,rows:a}){let o=e`<div class="wide" role="region" aria-labelledby="${t}" tabindex="0"><table>
<thead><tr>${i.map(t=>e`<th scope="col">${t}</th>`)}</tr></thead>
<tbody>${a.map(M)}</tbody></table></div>`;return e`<section aria-labelledby="${t}"><h2 id="${t}">${n}</h2>
${r.map(t=>e`<p>${t}</p>\n`)}${a.length===0?void 0:o}
</section>`}function M(t){let[n=``,...r]=t;return e`<tr><th scope="row">${n}</th>${r.map(t=>e`<td>${t}</td>`)}</tr>
`}function N(t){let{imageDigest:r,outcome:a,passed:s,startedAt:l,finishedAt:u}=t,d=Date.parse(u)-Date.parse(l);return e`<header class="${s?`good`:`bad`}">
<div class="band"></div>
<p class="kind">Smoke test</p>
<h1>${n(t)}</h1>
${r===null?void 0:e`<p class="digest"><code>${r}</code></p>`}
<p class="verdict"><strong class="pill">${s?`✓`:`✗`} ${i[a]}</strong> <time datetime="${l}">${c(l)}</time>, took ${o(d)}</p>
${P(t)}
${I(t)}
</header>`}function P(t){let{facts:n,readyMs:r,latencyMs:i,cases:a}=t,[c=``,...l]=s(t).split(`, `),u=a.filter(e=>e.passed).length,d=[{what:`Cases`,value:a.length===0?`none`:`${u} of ${a.length}`,...a.length===0?{}:{more:`passed`}},{what:`Checks`,value:c,more:l.join(`, `)},{what:`Ready after`,value:o(r)},{what:`Median answer`,value:o(i)},...F(`Peak memory`,n.peakMemoryBytes),...F(`Image size`,n.imageSizeBytes)];return e`<dl class="tiles">${d.map(te)}</dl>`}function F(e,t){return t===null?[]:[{what:e,value:l(t)}]}function te({what:t,value:n,more:r=``}){let i=r===``?void 0:e` <small>${r}</small>`;return e`<div><dt>${t}</dt><dd>${n}${i}</dd></div>
`}function I(t){let n=a(t);if(n===void 0)return;let{cause:r,failure:i}=t,o=i?.message.split(`
`).slice(1).join(`
`).trim()??``,s=t.checks.some(p)||t.cases.some(e=>!e.passed);return e`<section class="why" aria-labelledby="why"><h2 id="why">What went wrong</h2>
<p class="cause">${n}</p>
${r===null?void 0:L(r)}
${r!==null||s||o===``?void 0:e`<pre tabindex="0">${o}</pre>`}
</section>`}function L(t){let{place:n,excerpt:r}=t,i=n===null?void 0:e`<p class="place"><code>${n.file}:${n.line}</code></p>`;return r.length===0?e`${i}`:e`${i}<pre tabindex="0">${r.map(t=>e`<span class="${/^\s*>/.test(t)?`line here`:`line`}">${t}
</span>`)}</pre>`}function R(e){let t=Number.isFinite(e)&&e>0?e:1,n=t/5,r=10**Math.floor(Math.log10(n)),i=([1,2,5,10].find(e=>e*r>=n)??10)*r,a=Math.ceil(t/i-1e-9),o=Array.from({length:a+1},(e,t)=>Number((t*i).toPrecision(6)));return{end:o.at(-1)??t,ticks:o}}function z({cases:n}){let r=n.flatMap(B);if(r.length===0)return;let i=r.toSorted((e,t)=>W(t.latencies)-W(e.latencies)),a=r.length<=30?r:i.slice(0,30),s=R(Math.max(...a.flatMap(({latencies:e})=>e))),c=r.length-a.length,l=r.flatMap(({latencies:e})=>e).toSorted((e,t)=>e-t);return e`<section aria-labelledby="latency"><h2 id="latency">Latency</h2>
<p class="note">${t(l.length,`request`)}: median ${o(G(l,.5))}, 95 % within ${o(G(l,.95))}, slowest ${o(l.at(-1)??null)}. ${c===0?``:`The 30 slowest of ${r.length} cases.`}</p>
${V(a,s)}</section>`}function B({name:e,passed:t,latencyMs:n,latenciesMs:r}){let i=r.length>0?r:n===null?[]:[n];return i.length===0?[]:[{name:e,passed:t,latencies:i}]}function V(n,r){let i=n.length*30+34,a=e=>210+e/r.end*720,s=r.ticks.map(t=>e`<line x1="${a(t).toFixed(1)}" x2="${a(t).toFixed(1)}" y1="4" y2="${i-30}"/>
<text x="${a(t).toFixed(1)}" y="${i-10}" text-anchor="middle">${o(t)}</text>
`),c=`Latency of ${t(n.length,`case`)}; the numbers stand beside the cases above.`;return e`<svg class="chart" viewBox="0 0 ${1e3} ${i}" role="img" aria-label="${c}">
<g class="grid">${s}</g>
${n.map((e,t)=>H(e,t*30+6,a))}</svg>`}function H(t,n,r){let i=W(t.latencies),a=n+15-3,s=Math.max(r(i),212),c=t.latencies.length<2?[]:t.latencies.slice(0,200),l=Math.max(s,...t.latencies.map(r));return e`<g class="${t.passed?`good`:`bad`}"><title>${t.name}: ${o(i)}</title>
<text class="label" x="${198}" y="${a+4}" text-anchor="end">${m(t.name,28)}</text>
<rect x="${210}" y="${a-7}" width="${(s-210).toFixed(1)}" height="14" rx="3"/>
${c.length===0?void 0:U(t.latencies.map(r),a)}
${c.map(t=>e`<circle cx="${r(t).toFixed(1)}" cy="${a}" r="3.5"/>`)}
<text class="value" x="${(l+9).toFixed(1)}" y="${a+4}">${o(i)}</text></g>
`}function U(t,n){let[r,i]=[Math.min(...t),Math.max(...t)];return e`<line class="spread" x1="${r.toFixed(1)}" x2="${i.toFixed(1)}" y1="${n}" y2="${n}"/>`}function W(e){return G(e.toSorted((e,t)=>e-t),.5)}function G(e,t){let n=(e.length-1)*t,r=e[Math.floor(n)]??0;return r+((e[Math.ceil(n)]??r)-r)*(n-Math.floor(n))}const K=1e3;function q({facts:{layers:t}}){if(t.length===0)return;let n=t.reduce((e,t)=>e+t.sizeBytes,0);return e`<section aria-labelledby="layers"><h2 id="layers">Layers</h2>
${J(t,n)}
<div class="wide" role="region" aria-labelledby="layers" tabindex="0"><table>
<thead><tr><th scope="col">Kind</th><th scope="col">What</th><th scope="col" class="number">Size</th><th scope="col">Digest</th></tr></thead>
<tbody>${t.map(Y)}</tbody>
<tfoot><tr><th scope="row">all</th><td></td><td class="number">${l(n)}</td><td></td></tr></tfoot></table></div></section>`}function J(t,n){let r=0,i=t.map(t=>{let i=n===0?0:t.sizeBytes/n*K,a=e`<rect class="kind-${t.kind}" x="${r.toFixed(1)}" y="0" width="${Math.max(1,i-2).toFixed(1)}" height="26" rx="3"><title>${t.title||t.kind}: ${l(t.sizeBytes)}</title></rect>`;return r+=i,a});return e`<svg class="bar" viewBox="0 0 ${K} 26" preserveAspectRatio="none" aria-hidden="true">${i}</svg>`}function Y({kind:t,title:n,sizeBytes:r,digest:i}){return e`<tr><td><span class="swatch kind-${t}"></span>${t}</td><td>${n}</td>
<td class="number">${l(r)}</td><td><code title="${i}">${i.slice(7,19)}</code></td></tr>
`}const X=/\b(ERROR|CRITICAL|FATAL|Traceback|[A-Z]\w*(?:Error|Exception)\b)/,Z=/\bWARN(?:ING)?\b/;function Q({log:n,passed:r}){if(n===null)return;let i=n.trimEnd();if(i===``)return e`<section aria-labelledby="log"><h2 id="log">Log</h2><p class="note">The container wrote none.</p></section>`;let a=i.split(/\r\n|\r|\n/);return e`<section aria-labelledby="log"><h2 id="log">Log</h2>
<details class="log"${r?void 0:e` open`}><summary>The end of the container's log, ${t(a.length,`line`)}</summary>
<pre tabindex="0">${a.map(ne)}</pre></details></section>`}function ne(t){let n=X.test(t)?`line telling`:Z.test(t)?`line warned`:`line`;return e`<span class="${n}">${t}
</span>`}const $=`
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
`;function re(t){let r=`default-src 'none'; style-src 'sha256-${ae($)}'; base-uri 'none'; form-action 'none'`,a=e`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${r}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${i[t.outcome]} – smoke test of ${n(t)}</title>
`,o=e`</head>
<body>
${N(t)}
<main>
${ie(t)}
</main>
<footer><p>Written by package-model. The same as data: the JSON report beside it.</p></footer>
</body>
</html>
`;return`${a.text}<style>${$}</style>\n${o.text}`}function ie(e){return[ee(e),z(e),E(e),...A(e),Q(e),q(e),k(e)].filter(e=>e!==void 0)}function ae(e){return h(`sha256`).update(e).digest(`base64`)}export{re as renderHtml};