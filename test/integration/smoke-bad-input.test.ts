import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { createDockerEngine } from '@package-model/core/engine/docker';
import { createHttp, type Http } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { digestOf } from '@package-model/core/oci/digest';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import { jsonCase } from '@package-model/core/smoke/cases/smoke-case';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { smokeTest } from '@package-model/core/smoke/smoke-test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxImage, importBusyboxImage } from './support/busybox-image.ts';
import { docker, removeImages } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { buildPlainly } from './support/seen-image.ts';

/*
 * Containers that are no model service. What a service can do wrong in HTTP alone stands in
 * test/unit/core/smoke/bad-services.test.ts.
 */

const runId = `bad-input-${process.pid}`;
const images: string[] = [];
let folder = '';
let http: Http;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-bad-smoke-'));
  http = createHttp({ userAgent: 'package-model-test', idleTimeoutMs: 60_000 });
  await importBusyboxImage();
});

afterAll(async () => {
  http.close();
  await removeImages(...images);
  await rm(folder, { recursive: true, force: true });
});

/** An image that runs a shell script. */
async function imageOf(name: string, script: string): Promise<string> {
  const tag = `package-model-test/${runId}:${name}`;
  const dockerfile = `FROM ${busyboxImage}\nCOPY start /start\nCMD ["sh", "/start"]\n`;
  await writeFile(join(folder, 'Dockerfile'), dockerfile);
  await writeFile(join(folder, 'start'), script);
  await buildPlainly(folder, ['--tag', tag, '.']);
  images.push(tag);
  return tag;
}

/** The smoke test of an image; nothing of it may be left in the engine afterwards. */
async function examine(image: string): Promise<SmokeReport> {
  const deps = {
    run: createRun(process.env),
    pipe: createPipe(process.env),
    temporaryDirectory: folder,
    runId: 'run-1',
  };
  const engine = createDockerEngine(deps, { program: testDocker(), builder: 'auto' });
  const report = await smokeTest(
    {
      image,
      imageDigest: digestOf(image),
      cases: [jsonCase('anything', { x: 1 }, { status: 200 })],
      port: 5001,
      severities: {},
      startTimeoutMs: 120_000,
      requestTimeoutMs: 5000,
      runId,
    },
    { engine, http, clock: systemClock, log: silentLog, signal: new AbortController().signal },
  );
  const filter = `label=package-model.run=${runId}`;
  expect(await docker('container', 'ls', '--all', '--quiet', '--filter', filter)).toBe('');
  return report;
}

test('a container that prints 1 GB is told by the end of it, in bounded memory', async () => {
  const line = 'x'.repeat(9_999);
  const image = await imageOf(
    'loud',
    `echo ${line} > /tmp/1; for i in 1 2 3 4 5 6 7 8 9 10; do cat /tmp/1; done > /tmp/10
i=0; while [ $i -lt 10000 ]; do cat /tmp/10; i=$((i + 1)); done
echo "this was the last line"; exit 3
`,
  );
  const before = process.memoryUsage.rss();
  const report = await examine(image);
  const grownBytes = process.memoryUsage.rss() - before;
  expect(report.failure).toMatchObject({ code: 'CONTAINER_DIED' });
  expect(report.failure?.message).toContain('exit code 3');
  expect(report.log).toMatch(/this was the last line\s*$/);
  expect(report.log?.length).toBeLessThanOrEqual(256 * 1024);
  expect(JSON.stringify(report).length).toBeLessThan(1024 * 1024);
  expect(grownBytes).toBeLessThan(256 * 1024 * 1024);
});

test('a service that ends right after it was healthy is told with its exit code', async () => {
  const answer = String.raw`HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nHealthy`;
  const image = await imageOf(
    'leaving',
    `echo -ne '${answer}' | nc -l -p 5001; echo "good bye"; exit 7\n`,
  );
  const report = await examine(image);
  expect(report.failure).toMatchObject({ code: 'CONTAINER_DIED' });
  expect(report.failure?.message).toContain('exit code 7');
  expect(report.log).toContain('good bye');
});

test('a log in which every byte may stand is shown all the same', async () => {
  const image = await imageOf(
    'odd',
    String.raw`echo -e '\xff\xfe\0 \e[2J\r\n::add-mask::a'; exit 3`,
  );
  const report = await examine(image);
  expect(report.failure).toMatchObject({ code: 'CONTAINER_DIED' });
  expect(report.log).toContain('::add-mask::a');
});
