import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mustRunCli } from './support/cli.ts';
import { removeImages } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
import type { ProjectParts } from './support/project.ts';
import { runImage } from './support/running-image.ts';
import type { RunningImage } from './support/running-image.ts';

/** What the scoring server's documentation promises, in containers of images that we made. */
let folder = '';
let projects: PreparedProjects;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-serving-'));
  projects = await prepareProjects(folder);
});

afterAll(async () => {
  await removeImages('images:raw', 'images:schema');
  await rm(folder, { recursive: true, force: true });
});

type Served = { readonly cwd: string; readonly said: string; readonly image: RunningImage };

/** A project through the whole chain, and its image running. */
async function serve(name: string, parts: ProjectParts, cases: string): Promise<Served> {
  const cwd = await projects.create(name, parts);
  await writeFile(join(cwd, 'cases.yaml'), cases);
  const target = ['--image', `dir:images:${name}`, '--load', '--docker', testDocker()];
  const { stderr } = await mustRunCli(['run', '.', ...target], { cwd });
  return { cwd, said: stderr, image: await runImage(`images:${name}`) };
}

const rawScore = `import json

from azureml.contrib.services.aml_request import AMLRequest, rawhttp
from azureml.contrib.services.aml_response import AMLResponse
from azureml.core import Workspace
from azureml.core.model import Model


def init():
    global path, factor
    path = Model.get_model_path("factor")
    with open(path) as file:
        factor = json.load(file)["factor"]


@rawhttp
def run(request):
    if request.method == "GET":
        return {"path": path, "name": request.args.get("name")}
    if request.mimetype == "application/json":
        return [number * factor for number in request.get_json()["data"]]
    if request.mimetype == "text/plain":
        return Workspace.from_config()
    headers = {"Content-Type": "image/x-turned", "Access-Control-Expose-Headers": "X-Size", "X-Size": "a, b"}
    return AMLResponse(bytes(reversed(request.get_data())), 203, headers)
`;

describe('a script that takes the request as it is', () => {
  let served: Served;

  beforeAll(async () => {
    const variables = { AML_CORS_ORIGINS: 'https://a.example, https://b.example' };
    const cases = '- name: doubles\n  request: {data: [3, 5]}\n  expect: {json: [6, 10]}\n';
    served = await serve('raw', { score: rawScore, variables }, cases);
  });
  afterAll(() => served?.image.stop());

  const score = (init: RequestInit = {}, query = '') =>
    fetch(new URL(`/score${query}`, served.image.url), init);

  test('gets bytes and gives bytes, with its own status and headers', async () => {
    const body = Uint8Array.from({ length: 256 }, (_, index) => index);
    const headers = { 'content-type': 'application/octet-stream' };
    const response = await score({ method: 'POST', body, headers });
    expect(response.status).toBe(203);
    expect(response.headers.get('content-type')).toBe('image/x-turned');
    expect(response.headers.get('x-size')).toBe('a, b');
    expect(response.headers.get('access-control-expose-headers')).toBe('X-Size');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(body.toReversed());
  });

  test('is asked by GET too', async () => {
    const response = await score({}, '?name=x');
    expect(await response.json()).toMatchObject({ name: 'x' });
  });

  test('finds its model by the stand-in for azureml.core, beside what the server brings', async () => {
    const answer: unknown = await (await score()).json();
    expect(answer).toMatchObject({ path: '/var/azureml-app/azureml-models/factor/1/factor.json' });
    expect(served.said).toContain('a stand-in with Model.get_model_path goes into the code');
    const code = join(served.cwd, '.package/code/azureml/core/model.py');
    expect(await readFile(code, 'utf8')).toContain('def get_model_path(');
  });

  test('is told what the stand-in does not have when that is used, not when it is imported', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect((await score({ method: 'POST', body: 'x', headers })).status).toBe(500);
    expect(await served.image.log()).toContain('azureml.core.Workspace is not in this image');
  });

  test('answers the origins that AML_CORS_ORIGINS names, and no others', async () => {
    const allowed = async (origin: string) => {
      const response = await score({ headers: { origin } });
      return response.headers.get('access-control-allow-origin');
    };
    expect(await allowed('https://b.example')).toBe('https://b.example');
    expect(await allowed('https://c.example')).toBeNull();
  });
});

const schemaScore = `import json
import os
import time

from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema, output_schema


def init():
    global factor
    with open(os.path.join(os.getenv("AZUREML_MODEL_DIR"), "factor.json")) as file:
        factor = json.load(file)["factor"]


@input_schema("data", StandardPythonParameterType([1.5]))
@output_schema(StandardPythonParameterType([3.0]))
def run(data, pause=0.0):
    time.sleep(pause)
    return [number * factor for number in data]
`;

describe('a script with a schema', () => {
  let served: Served;

  beforeAll(async () => {
    const variables = { WORKER_COUNT: '2', SCORING_TIMEOUT_MS: '700' };
    const cases = '- name: doubles\n  request: {data: [3.0, 5.0]}\n  expect: {json: [6, 10]}\n';
    served = await serve('schema', { score: schemaScore, variables }, cases);
  });
  afterAll(() => served?.image.stop());

  const post = (body: unknown) =>
    fetch(new URL('/score', served.image.url), {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });

  test.each([
    ['', { swagger: '2.0' }],
    ['?version=2', { swagger: '2.0' }],
    ['?version=3', { openapi: '3.0.3' }],
  ])(
    'is described by /swagger.json%s, named and versioned as the model',
    async (query, expected) => {
      const response = await fetch(new URL(`/swagger.json${query}`, served.image.url));
      const swagger: unknown = await response.json();
      expect(swagger).toMatchObject({ ...expected, info: { title: 'factor', version: '1' } });
      expect(JSON.stringify(swagger)).toContain('"example":{"data":[1.5],"pause":""}');
    },
  );

  test('has its parameters from the body and from the query', async () => {
    expect(await (await post({ data: [4] })).json()).toEqual([8]);
    const byQuery = await fetch(new URL('/score?data=[4]', served.image.url));
    expect(await byQuery.json()).toEqual([8]);
    expect((await post({ wrong: [4] })).status).toBe(400);
  });

  test('is stopped after SCORING_TIMEOUT_MS', async () => {
    const response = await post({ data: [1], pause: 30 });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Scoring timeout after 700 ms' });
  });

  test('runs in as many workers as WORKER_COUNT says', async () => {
    const ready = async (): Promise<number> =>
      new Set((await served.image.log()).match(/Worker with pid \d+ ready/g)).size;
    await expect.poll(ready, { timeout: 30_000 }).toBe(2);
  });
});
