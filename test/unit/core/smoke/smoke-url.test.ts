import type { IncomingHttpHeaders, Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttp, type Http } from '../../../../packages/core/src/http/http.ts';
import { silentLog } from '../../../../packages/core/src/log.ts';
import { digestOf } from '../../../../packages/core/src/oci/digest.ts';
import { jsonCase, type SmokeCase } from '../../../../packages/core/src/smoke/cases/smoke-case.ts';
import {
  parseReport,
  requirePassed,
  type SmokeReport,
} from '../../../../packages/core/src/smoke/report/report.ts';
import { smokeTestUrl } from '../../../../packages/core/src/smoke/smoke-url.ts';
import { urlBelow } from '../../../../packages/core/src/smoke/url-below.ts';
import { Secret } from '../../../../packages/core/src/secret.ts';
import { HandClock, listen, shut } from './stand-ins.ts';

let http: Http;
let servers: Server[];
let asked: { readonly url: string; readonly headers: IncomingHttpHeaders }[];

beforeEach(() => {
  http = createHttp({ userAgent: 'test', idleTimeoutMs: 10_000 });
  servers = [];
  asked = [];
});
afterEach(() => {
  http.close();
  servers.forEach(shut);
});

/** A service below a path that answers only whoever has the token. */
async function service(): Promise<URL> {
  const { port, server } = await listen((request, response) => {
    const { url = '', headers } = request;
    asked.push({ url, headers });
    const isKnown = headers.authorization === 'Bearer the-token';
    const isThere = url.startsWith('/api/v1/service/diabetes/');
    const status = isKnown ? (isThere ? 200 : 404) : 401;
    request.resume().on('end', () => response.writeHead(status).end('[1]'));
  });
  servers.push(server);
  return new URL(`http://127.0.0.1:${port}/api/v1/service/diabetes/`);
}

async function ask(
  url: URL,
  cases: readonly SmokeCase[],
  headers: Readonly<Record<string, Secret>> = { Authorization: new Secret('Bearer the-token') },
): Promise<SmokeReport> {
  const target = {
    url,
    headers,
    cases,
    severities: {},
    startTimeoutMs: 60_000,
    requestTimeoutMs: 30_000,
  };
  const { signal } = new AbortController();
  return smokeTestUrl(target, { http, clock: new HandClock(), log: silentLog, signal });
}

const one = jsonCase('one', [1], { status: 200 });

describe('a service that runs already', () => {
  test('is asked below its address, with the headers, and is told by it', async () => {
    const url = await service();
    const report = await ask(url, [one]);
    expect(report.failure).toBeNull();
    expect(report).toMatchObject({ image: url.href, imageDigest: null, log: null });
    expect(report.notTested.join()).toContain('so its image, user, memory, files and log');
    expect(asked.map((request) => request.url)).toContain('/api/v1/service/diabetes/score');
    expect(parseReport(JSON.parse(JSON.stringify(report)), 'report')).toEqual(report);
  });

  test('has checks that need a container skipped, not passed', async () => {
    const report = await ask(await service(), [one]);
    const skipped = report.checks
      .filter(({ outcome }) => outcome === 'skipped')
      .map(({ id }) => id);
    expect(skipped).toEqual(
      expect.arrayContaining(['root-user', 'writes-outside-tmp', 'memory-growth', 'clean-stop']),
    );
    expect(report.checks.find(({ id }) => id === 'healthy')?.outcome).toBe('passed');
  });

  test('never shows its headers', async () => {
    const report = await ask(await service(), [one, jsonCase('two', [1], { status: 418 })]);
    expect(report.passed).toBe(false);
    expect(JSON.stringify(report)).not.toContain('the-token');
  });

  test('gets a header of a case instead of the general one', async () => {
    const url = await service();
    const stranger = { ...one, headers: { ...one.headers, authorization: 'Bearer other' } };
    const report = await ask(url, [stranger]);
    expect(report.cases[0]?.status).toBe(401);
  });

  test('that refuses is not asked again, and what it wants is told without a word of a log', async () => {
    const report = await ask(await service(), [one], {});
    expect(report).toMatchObject({ passed: false, outcome: 'start-failed' });
    expect(asked).toHaveLength(1);
    expect(report.failure?.message).toContain('answers 401');
    expect(report.failure?.message).toContain('url-headers');
    expect(report.failure?.message).not.toContain('log');
  });

  test('cannot promote an image', async () => {
    const report = await ask(await service(), [one]);
    const digest = digestOf('image');
    expect(() => requirePassed(report, digest)).toThrow(`is about ${report.image}, not about`);
  });
});

test.each([
  ['http://h/', '/score', 'http://h/score'],
  ['https://h/api/', '/score', 'https://h/api/score'],
  ['https://h/api/', '/swagger.json?version=3', 'https://h/api/swagger.json?version=3'],
  ['https://h/api/', '/', 'https://h/api/'],
  ['https://h/api/', '//other/score', 'https://h/api/other/score'],
  ['https://h/api/', '/http://other/', 'https://h/api/http://other/'],
])('below %s %s is %s', (root, path, url) => {
  expect(urlBelow(new URL(root), path).href).toBe(url);
});
