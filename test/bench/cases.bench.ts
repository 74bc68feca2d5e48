import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { systemClock } from '@package-model/core/clock';
import { createHttp } from '@package-model/core/http/http';
import type { Http } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { defaultTolerance } from '@package-model/core/smoke/cases/compare';
import { runCases } from '@package-model/core/smoke/cases/run-cases';
import { jsonCase, type SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import { runBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { median, medianOf } from './measure.ts';

/*
 * 100 cases against a service that answers at once, beside a loop that only sends the same requests
 * and reads the answers. The service is a process of its own, so that neither side pays for it.
 */

const CASES = 100;
const ROUNDS = 15;
const BAR = { atMost: 1.5 };

const rows = { data: [Array.from({ length: 10 }, (_, index) => index + 1)] };
const expected = { value: [6783.288837, 4073.04977737], tolerance: defaultTolerance };

function casesOf(): SmokeCase[] {
  return Array.from({ length: CASES }, (_, index) =>
    jsonCase(`case ${index + 1}`, rows, { status: 200, json: expected }),
  );
}

async function ours(url: URL, http: Http, signal: AbortSignal): Promise<number> {
  const confirm = (): Promise<void> => Promise.resolve();
  const cases = casesOf();
  const startedAt = performance.now();
  const failure = await runCases(
    cases,
    {
      subject: { url, confirm, container: undefined },
      requestTimeoutMs: 60_000,
      scored: [],
    },
    { http, clock: systemClock, log: silentLog, signal },
  );
  const durationMs = performance.now() - startedAt;
  if (failure !== null) throw new Error(failure.message);
  return durationMs;
}

/** The same requests, one after the other on one connection. */
async function bare(url: URL, agent: Agent): Promise<number> {
  const body = JSON.stringify(rows);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const startedAt = performance.now();
  for (let count = 0; count < CASES; count += 1) {
    const sent = request(new URL('/score', url), { method: 'POST', agent, headers });
    sent.end(body);
    const [response] = await once(sent, 'response');
    const chunks: Uint8Array[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const answer: unknown = JSON.parse(Buffer.concat(chunks).toString());
    if (!Array.isArray(answer)) throw new Error('no answer');
  }
  return performance.now() - startedAt;
}

async function measure(bench: Bench, url: URL): Promise<void> {
  const http = createHttp({ userAgent: 'package-model-bench', idleTimeoutMs: 60_000 });
  const agent = new Agent({ keepAlive: true });
  const sides = { ours: [] as number[], bare: [] as number[] };
  try {
    for (let round = -3; round < ROUNDS; round += 1) {
      const bareMs = await bare(url, agent);
      const oursMs = await ours(url, http, bench.signal);
      // The first rounds warm both sides up.
      if (round < 0) continue;
      sides.bare.push(bareMs);
      sides.ours.push(oursMs);
    }
  } finally {
    http.close();
    agent.destroy();
  }
  bench.report(medianOf({ name: `${CASES} cases`, unit: 'ms' }, sides.ours));
  bench.report(medianOf({ name: `${CASES} cases: a bare HTTP loop`, unit: 'ms' }, sides.bare));
  bench.report({
    name: `${CASES} cases: as much as a bare HTTP loop`,
    value: median(sides.ours) / median(sides.bare),
    unit: 'times',
    bar: BAR,
    runs: `${ROUNDS} : ${ROUNDS}`,
    range: null,
  });
}

await runBench(async (bench) => {
  const service = spawn(process.execPath, [join(import.meta.dirname, 'fast-service.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const [port] = await once(service.stdout, 'data');
    await measure(bench, new URL(`http://127.0.0.1:${Number(port)}/`));
  } finally {
    service.stdin.end();
  }
});
