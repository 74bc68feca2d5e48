import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { createHttp } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { mapLimit } from '@package-model/core/map-limit';
import { digestOf } from '@package-model/core/oci/digest';
import { jsonCase } from '@package-model/core/smoke/cases/smoke-case';
import { causes } from '@package-model/core/smoke/failure/catalogue';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import type { SmokeTarget } from '@package-model/core/smoke/run/target';
import { smokeTest } from '@package-model/core/smoke/smoke-test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeImages } from './support/docker-calls.ts';
import { testEngine } from './support/engines.ts';
import { buildFailing, buildPackaged, failuresFolder, nameOf } from './support/failing-project.ts';
import { ensureServerBase } from './support/server-base.ts';

/*
 * Each project of test/fixtures/failures fails for one reason of the catalogue. It is packaged,
 * built and run, and what its report says stands in expected.txt beside it. All but a few share
 * the image of the scoring server.
 */

type Project = {
  /** Of the catalogue; without it the project's own name. */
  readonly cause?: string;
  readonly container?: SmokeTarget['container'];
  readonly startTimeoutMs?: number;
};

const projects: Readonly<Record<string, Project>> = {
  'disk-full': {},
  'import-failed': {},
  'init-failed': {},
  'local-module-missing': { cause: 'module-missing' },
  'missing-library': {},
  'model-missing': {},
  'module-missing': {},
  'out-of-memory': { container: { memoryBytes: 256 * 2 ** 20 } },
  'permission-denied': {},
  'run-failed': {},
  'run-missing': { cause: 'run-signature' },
  'run-signature': {},
  'server-conflict': {},
  'settings-file': {},
  'still-loading': { startTimeoutMs: 20_000 },
  'version-clash': {},
  'wrong-address': { startTimeoutMs: 10_000 },
  'wrong-architecture': {},
};

const http = createHttp({ userAgent: 'package-model-test', idleTimeoutMs: 60_000 });
const reports = new Map<string, SmokeReport>();
const images: string[] = [];
let folder = '';
const AT_ONCE = 2;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-causes-'));
  await ensureServerBase();
  await buildPackaged(folder);
  await mapLimit(Object.entries(projects), AT_ONCE, async ([name, project]) => {
    const image = await buildFailing(name, folder);
    images.push(image);
    reports.set(name, await report(image, project));
  });
});

afterAll(async () => {
  http.close();
  await removeImages(...Object.keys(projects).map(nameOf));
  await rm(folder, { recursive: true, force: true });
});

test('each project is run, and each cause of the catalogue has one', async () => {
  const entries = await readdir(failuresFolder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  expect(Object.keys(projects).toSorted()).toEqual(folders.toSorted());
  const shown = Object.entries(projects).map(([name, { cause }]) => cause ?? name);
  expect([...new Set(shown)].toSorted()).toEqual(causes.map(({ id }) => id).toSorted());
});

test.each(Object.entries(projects))('the report says why %s fails', async (name, project) => {
  const { cause, failure } = reports.get(name) ?? {};
  expect(cause?.id, failure?.message).toBe(project.cause ?? name);
  expect(failure?.message.split('\n')[0]).toBe(cause?.message);
  const told = [cause?.message, ...(cause?.excerpt ?? []), ''].join('\n');
  const file = join(failuresFolder, name, 'expected.txt');
  await expect(withoutAmounts(told)).toMatchFileSnapshot(file);
});

function report(
  image: string,
  { container, startTimeoutMs = 60_000 }: Project,
): Promise<SmokeReport> {
  const target: SmokeTarget = {
    image,
    imageDigest: digestOf(image),
    cases: [jsonCase('two numbers', { data: [1, 2] }, { status: 200 })],
    port: 5001,
    severities: {},
    startTimeoutMs,
    requestTimeoutMs: 10_000,
    runId: 'failures-test',
    ...(container && { container }),
  };
  const { signal } = new AbortController();
  const deps = { engine: testEngine(folder), http, clock: systemClock, log: silentLog, signal };
  return smokeTest(target, deps);
}

/** Memory in use, time and progress are others each time. */
function withoutAmounts(text: string): string {
  return text
    .replaceAll(/(?<!limit of )\b\d+(\.\d)? [kMG]B\b/g, 'N MB')
    .replaceAll(/^\d{4}-\d\d-\d\d [\d:,]+ I \[\d+\]/gm, 'TIME')
    .replaceAll(/part \d+ of/g, 'part N of');
}
