import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { createHttp } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { digestOf } from '@package-model/core/oci/digest';
import { Secret } from '@package-model/core/secret';
import { defaultTolerance } from '@package-model/core/smoke/cases/compare';
import { jsonCase } from '@package-model/core/smoke/cases/smoke-case';
import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { smokeTest } from '@package-model/core/smoke/smoke-test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeImages } from './support/docker-calls.ts';
import { testEngine } from './support/engines.ts';
import { ensureServerBase, serverBaseImage } from './support/server-base.ts';

/** The checks on the real scoring server, in containers of a real engine. */
const { signal } = new AbortController();
const canary = 'canary-5d1f-of-a-secret';
const images = {
  clean: `package-model-test/checks-${process.pid}:clean`,
  sinful: `package-model-test/checks-${process.pid}:sinful`,
};
let folder = '';

const cleanScore = `from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema, output_schema


def init():
    pass


@input_schema("data", StandardPythonParameterType([1.5, 2.5]))
@output_schema(StandardPythonParameterType([3.0]))
def run(data):
    return [2 * number for number in data]
`;

/** Catches its own failure, leaks, writes into the image, and answers otherwise each time. */
const sinfulScore = `import json
import os

kept = []
count = 0


def init():
    with open("/opt/left-behind.txt", "w") as file:
        file.write("x")
    print("the password is " + os.environ["DATABASE"], flush=True)


def run(raw_data):
    global count
    count += 1
    kept.append(b"x" * 2_000_000)
    try:
        data = json.loads(raw_data)
        if "printed" in data:
            return {"scores": "[1.5 2.5 3.5]", "count": count}
        return [2 * number for number in data["rows"]]
    except Exception as error:
        return {"error": repr(error)}
`;

async function buildServing(tag: string, score: string, user: string): Promise<void> {
  const context = join(folder, tag.replaceAll(/\W/g, '-'));
  await mkdir(context);
  await writeFile(join(context, 'score.py'), score);
  const lines = [
    `FROM ${serverBaseImage}`,
    'COPY score.py /var/azureml-app/score.py',
    `USER ${user}`,
    'CMD ["azmlinfsrv", "--entry_script", "/var/azureml-app/score.py", "--port", "5001"]',
    '',
  ];
  await writeFile(join(context, 'Dockerfile'), lines.join('\n'));
  const request = { contextFolder: context, dockerfile: 'Dockerfile', tag, secrets: [] };
  await testEngine(folder).build(request, signal);
}

type Tested = { readonly report: SmokeReport; readonly warnings: readonly string[] };

async function testServing(image: string, cases: readonly SmokeCase[]): Promise<Tested> {
  const http = createHttp({ userAgent: 'package-model-test', idleTimeoutMs: 60_000 });
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (line: string) => void warnings.push(line) };
  const target = {
    image,
    imageDigest: digestOf(image),
    cases,
    port: 5001,
    severities: {},
    startTimeoutMs: 60_000,
    requestTimeoutMs: 20_000,
    runId: 'checks',
    container: { env: { DATABASE: new Secret(canary) } },
  };
  const deps = { engine: testEngine(folder), http, clock: systemClock, log, signal };
  try {
    return { report: await smokeTest(target, deps), warnings };
  } finally {
    http.close();
  }
}

function outcomes({ checks }: SmokeReport): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
}

function messageOf({ checks }: SmokeReport, id: string): string {
  return checks.find((check) => check.id === id)?.message ?? '';
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-checks-'));
  await ensureServerBase();
  await buildServing(images.clean, cleanScore, '10001:0');
  await buildServing(images.sinful, sinfulScore, '0:0');
});

afterAll(async () => {
  await removeImages(images.clean, images.sinful);
  await rm(folder, { recursive: true, force: true });
});

describe('the checks', () => {
  test('find nothing in a service that behaves', async () => {
    const json = { value: [3, 5], tolerance: defaultTolerance };
    const doubled = jsonCase('doubled', { data: [1.5, 2.5] }, { status: 200, json });
    const { report, warnings } = await testServing(images.clean, [doubled]);
    expect(warnings).toEqual([]);
    expect(report.failure).toBeNull();
    expect(new Set(Object.values(outcomes(report)))).toEqual(new Set(['passed']));
  });

  test('name every sin of one that does not, and print none of its secrets', async () => {
    const printed = jsonCase('printed', { printed: true }, { status: 200 });
    const caught = jsonCase('caught', { data: [1] }, { status: 200 });
    const { report, warnings } = await testServing(images.sinful, [printed, caught]);
    expect(outcomes(report)).toEqual({
      'error-as-200': 'failed',
      'healthy-after-malformed': 'passed',
      healthy: 'passed',
      'secrets-in-log': 'failed',
      'malformed-request': 'failed',
      'wrong-method': 'passed',
      swagger: 'passed',
      'same-answer': 'failed',
      'parallel-answers': 'skipped',
      'numpy-in-answers': 'failed',
      'root-user': 'failed',
      'writes-outside-tmp': 'failed',
      'memory-growth': 'failed',
      'clean-stop': 'skipped',
    });
    expect(messageOf(report, 'error-as-200')).toContain(
      'caught: status 200 with "error": "KeyError(\'rows\')"',
    );
    expect(messageOf(report, 'secrets-in-log')).toContain('the value of the variable DATABASE');
    expect(messageOf(report, 'malformed-request')).toContain('answered 200, not with 4xx');
    expect(messageOf(report, 'same-answer')).toContain('/count: 4 instead of 1');
    expect(messageOf(report, 'numpy-in-answers')).toContain('printed: "[1.5 2.5 3.5]"');
    expect(messageOf(report, 'root-user')).toContain('azmlinfsrv');
    expect(messageOf(report, 'writes-outside-tmp')).toContain('/opt/left-behind.txt');
    expect(report).toMatchObject({ outcome: 'check-failed', failure: { code: 'CHECK_FAILED' } });
    expect(report.failure?.message).toMatch(/^2 checks failed:/);
    expect(warnings.filter((line) => line.startsWith('Check '))).toHaveLength(6);
    expect(JSON.stringify([report, warnings])).not.toContain(canary);
  });
});
