import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { createHttp } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { digestOf } from '@package-model/core/oci/digest';
import { modelSamples } from '@package-model/core/smoke/cases/model-samples';
import type { ModelSamples } from '@package-model/core/smoke/cases/model-samples';
import { parseInlineCases } from '@package-model/core/smoke/cases/read-cases';
import { readAllCases } from '@package-model/core/smoke/cases/read-many';
import { recordingOf, writeRecording } from '@package-model/core/smoke/cases/record';
import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import type { Asked } from '@package-model/core/smoke/examine';
import { smokeTest } from '@package-model/core/smoke/smoke-test';
import { loadMatchers } from '@package-model/steps/smoke-test/load-matchers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeImages } from './support/docker-calls.ts';
import { testEngine } from './support/engines.ts';
import { ensureServerBase, serverBaseImage } from './support/server-base.ts';

/** Cases on the real scoring server, in a container of a real engine. */
const { signal } = new AbortController();
const image = `package-model-test/cases-${process.pid}:one`;
let folder = '';

/** As many scripts of v1 are: what run() returns is JSON already. */
const score = `import json


def init():
    pass


def run(raw_data):
    data = json.loads(raw_data)["data"]
    return json.dumps({"sum": sum(data), "mean": sum(data) / len(data)})
`;

const mlmodel = `flavors:
  python_function: {}
saved_input_example_info:
  artifact_path: example.json
  type: dataframe
`;

const files: Readonly<Record<string, string>> = {
  'score.py': score,
  'a/sample_input.json': '{"data": [1, 2]}',
  'a/sample_output.json': '{"sum": 3, "mean": 1.5}',
  'b/model/MLmodel': mlmodel,
  'b/model/example.json': '{"columns": ["x"], "data": [[1]]}',
  Dockerfile: [
    `FROM ${serverBaseImage}`,
    'COPY score.py /var/azureml-app/score.py',
    'COPY a /var/azureml-app/azureml-models/a/1',
    'COPY b /models/b',
    'USER 10001',
    'CMD ["azmlinfsrv", "--entry_script", "/var/azureml-app/score.py", "--port", "5001"]',
    '',
  ].join('\n'),
};

async function runCasesOn(
  cases: readonly SmokeCase[],
  hooks: Partial<Pick<Parameters<typeof smokeTest>[1], 'onScored' | 'afterCases'>> = {},
) {
  const http = createHttp({ userAgent: 'package-model-test', idleTimeoutMs: 60_000 });
  const target = {
    image,
    imageDigest: digestOf(image),
    cases,
    port: 5001,
    severities: {},
    startTimeoutMs: 60_000,
    requestTimeoutMs: 20_000,
    runId: 'cases',
  };
  const deps = { engine: testEngine(folder), http, clock: systemClock, log: silentLog, signal };
  try {
    return await smokeTest(target, { ...deps, ...hooks });
  } finally {
    http.close();
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-cases-'));
  await ensureServerBase();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const request = { contextFolder: folder, dockerfile: 'Dockerfile', tag: image, secrets: [] };
  await testEngine(folder).build(request, signal);
});
afterAll(async () => {
  await removeImages(image);
  await rm(folder, { recursive: true, force: true });
});

describe('a service whose models bring samples', () => {
  test('is asked what the sample input says, and its JSON text is read', async () => {
    let samples: ModelSamples | undefined;
    const report = await runCasesOn([], {
      async afterCases({ subject }: Asked) {
        samples = await modelSamples(subject, signal);
      },
    });
    expect(report.casesFrom).toBe('model');
    expect(report.cases).toMatchObject([
      { passed: true, notes: [expect.stringContaining('JSON inside a JSON string')] },
    ]);
    expect(samples?.model?.path).toBe('/var/azureml-app/azureml-models/a/1/sample_input.json');
    expect(samples?.mlflow).toEqual({
      path: '/models/b/model/example.json',
      request: { dataframe_split: { columns: ['x'], data: [[1]] } },
    });
  });

  test('answers again what was recorded of it', async () => {
    const text = `
- {name: sums, request: {data: [1, 2, 3.5]}, repeat: 3, expect: {json: {sum: 0}}}
- {name: text, request: {path: /score, text: hello}, expect: {status: 5xx}}
- {name: health, request: {path: /}}
- {name: elsewhere, request: {path: /none}, expect: {status: [404, 405]}}
`;
    const given = await parseInlineCases(text, { shownAs: 'cases', folder, loadMatchers });
    const report = await runCasesOn(given, {
      async onScored(scored) {
        const recording = await recordingOf(scored, { folder, format: 'yaml' });
        await writeRecording(join(folder, 'recorded.yaml'), recording);
      },
    });
    expect(report.failure?.message).toContain('sums');
    expect(report.failure?.message).not.toContain('health');
    const recorded = await readAllCases('recorded.yaml', { folder, loadMatchers });
    const again = await runCasesOn(recorded);
    expect(again.cases.map(({ name, faults }) => [name, faults])).toEqual(
      given.map(({ name }) => [name, []]),
    );
  });
});
