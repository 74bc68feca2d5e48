import type { Server } from 'node:http';
import { createHttp } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { digestOf } from '@package-model/core/oci/digest';
import { Secret } from '@package-model/core/secret';
import { defaultTolerance } from '@package-model/core/smoke/cases/compare';
import { jsonCase, type Expectation } from '@package-model/core/smoke/cases/smoke-case';
import type { Severities } from '@package-model/core/smoke/checks/check';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { smokeTest } from '@package-model/core/smoke/smoke-test';
import { afterEach, expect, test } from 'vitest';
import { FakeEngine, HandClock, listen, shut } from './stand-ins.ts';

const http = createHttp({ userAgent: 'test', idleTimeoutMs: 10_000 });
const servers: Server[] = [];
afterEach(() => {
  http.close();
  servers.splice(0).forEach(shut);
});

/** The report of a service that answers every score with an error and status 200. */
async function reportOf(
  expectation: Expectation,
  severities: Severities,
  log = 'started\n',
): Promise<SmokeReport> {
  const { port, server } = await listen((request, response) => {
    request.resume();
    response.end(request.url === '/' ? 'Healthy' : '{"error": "no rows"}');
  });
  servers.push(server);
  const engine = new FakeEngine(port);
  engine.log = log;
  const { signal } = new AbortController();
  const target = {
    image: 'image:1',
    imageDigest: digestOf('image'),
    cases: [jsonCase('one', { data: [] }, expectation)],
    port: 5001,
    severities,
    startTimeoutMs: 60_000,
    requestTimeoutMs: 30_000,
    runId: 'run-1',
    container: { env: { DATABASE: new Secret('canary-word') } },
  };
  return smokeTest(target, { engine, http, clock: new HandClock(), log: silentLog, signal });
}

test('a check that fails makes the smoke test fail, with its finding', async () => {
  const report = await reportOf({ status: 200 }, {});
  expect(report).toMatchObject({
    passed: false,
    outcome: 'check-failed',
    failure: { code: 'CHECK_FAILED' },
  });
  expect(report.failure?.message).toContain(
    '1 check failed:\n  error-as-200: one: status 200 with "error": "no rows"',
  );
});

test('as a warning, or switched off, it leaves the smoke test passed', async () => {
  const warned = await reportOf({ status: 200 }, { 'error-as-200': 'warning' });
  expect(warned.passed).toBe(true);
  expect(warned.checks).toContainEqual(
    expect.objectContaining({ id: 'error-as-200', severity: 'warning', outcome: 'failed' }),
  );
  const off = await reportOf({ status: 200 }, { 'error-as-200': 'off' });
  expect(off.passed).toBe(true);
  expect(off.checks.map(({ id }) => id)).not.toContain('error-as-200');
});

test('beside a case that fails it is named too', async () => {
  const json = { value: [1], tolerance: defaultTolerance };
  const report = await reportOf({ status: 200, json }, {});
  expect(report.failure?.code).toBe('CASE_FAILED');
  expect(report.failure?.message).toContain('1 check failed:\n  error-as-200: one');
});

test('a secret in the log fails it, and stands nowhere in the report', async () => {
  const log = 'connecting with canary-word\n';
  const report = await reportOf({ status: 200 }, { 'error-as-200': 'off' }, log);
  expect(report.failure?.message).toContain('the value of the variable DATABASE (line 1)');
  expect(report.log).toBe('connecting with ***\n');
  expect(JSON.stringify(report)).not.toContain('canary-word');
});
