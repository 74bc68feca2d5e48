import type { ContainerRequest, EngineContainers } from '@package-model/core/engine/engine';
import type { PythonProbe } from '@package-model/core/engine/python-probe';
import { downloadWheels, variablesOf } from '@package-model/core/engine/wheels';
import { silentLog } from '@package-model/core/log';
import { Secret } from '@package-model/core/secret';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const { signal } = new AbortController();
const python: PythonProbe = {
  command: 'python3',
  executable: '/usr/bin/python3',
  version: '3.11.2',
  pip: true,
  ensurepip: false,
  venv: false,
  externallyManaged: false,
  libc: { kind: 'glibc', version: '2.36' },
  machine: 'x86_64',
  user: { uid: 0, gid: 0 },
};
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-wheels-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** An engine whose only container ends as told and leaves one wheel. */
function engineThatEnds(exitCode: number, log: string) {
  const seen: { started: ContainerRequest[]; removed: string[] } = { started: [], removed: [] };
  const engine: EngineContainers = {
    run: (request) => {
      seen.started.push(request);
      return Promise.resolve('id');
    },
    wait: () => Promise.resolve(exitCode),
    inspectContainer: () => Promise.resolve(undefined),
    logs: () => Promise.resolve(log),
    copyFrom: (_id, _source, target) => writeFile(join(target, 'a-1-py3-none-any.whl'), 'wheel'),
    changes: () => Promise.resolve([]),
    usage: () => Promise.resolve(undefined),
    processes: () => Promise.resolve([]),
    exec: () => Promise.resolve({ exitCode: 0, stdout: '' }),
    stop: () => Promise.resolve(),
    removeContainer: (id) => {
      seen.removed.push(id);
      return Promise.resolve();
    },
  };
  return { engine, seen };
}

function download(
  engine: EngineContainers,
  probe: Partial<PythonProbe> = {},
  explain?: (output: string) => Error | undefined,
) {
  const deps = { engine, log: silentLog, temporaryDirectory: folder };
  const network = { pipIndexUrl: new Secret('https://robot:hidden-word@index.example/simple') };
  const request = {
    baseImage: 'base:1',
    python: { ...python, ...probe },
    requirements: ['a==1'],
    network,
    folder: join(folder, 'wheels'),
    ...(explain && { explain }),
  };
  return downloadWheels(deps, request, signal);
}

test('wheels are listed and the container is removed', async () => {
  const { engine, seen } = engineThatEnds(0, '');
  expect(await download(engine)).toEqual([{ name: 'a-1-py3-none-any.whl', sizeBytes: 5 }]);
  expect(seen.removed).toEqual(['id']);
  expect(seen.started[0]?.command?.slice(0, 4)).toEqual([
    '-m',
    'pip',
    'download',
    '--only-binary=:all:',
  ]);
});

test('the index never stands in the arguments', async () => {
  const { engine, seen } = engineThatEnds(0, '');
  await download(engine);
  expect(JSON.stringify(seen.started)).not.toContain('hidden-word');
  expect(seen.started[0]?.env['PIP_INDEX_URL']).toBeInstanceOf(Secret);
});

test('a Python without pip uses the one it brings for virtual environments', async () => {
  const { engine, seen } = engineThatEnds(0, '');
  await download(engine, { pip: false, venv: true, ensurepip: true });
  expect(seen.started[0]?.command?.[1]).toContain('venv.create');
});

test('a Python without any pip is refused with what to do', async () => {
  const { engine } = engineThatEnds(0, '');
  await expect(download(engine, { pip: false })).rejects.toThrow(
    /base:1 has no pip.*choose a base/,
  );
});

test('a package that has no wheel is named with what to do', async () => {
  const log = 'ERROR: No matching distribution found for a==1\n';
  const { engine, seen } = engineThatEnds(1, log);
  const work = download(engine);
  await expect(work).rejects.toMatchObject({ code: 'BUILD_FAILED', reason: 'BUILD_FAILED' });
  await expect(work).rejects.toThrow(/a==1\nWhat to do: name a version that has a wheel/);
  expect(seen.removed).toEqual(['id']);
});

test('credentials in pip’s output are masked', async () => {
  const { engine } = engineThatEnds(1, 'robot hidden-word https://robot:****@index.example\n');
  const error: unknown = await download(engine).catch((reason: unknown) => reason);
  expect(String(error)).not.toMatch(/hidden-word|robot/);
});

test('only the settings given become variables', () => {
  expect(Object.keys(variablesOf({}))).toEqual([
    'PIP_NO_INPUT',
    'PIP_DISABLE_PIP_VERSION_CHECK',
    'PIP_ROOT_USER_ACTION',
    'HOME',
  ]);
  const all = variablesOf({ caCertificates: '/ca.pem', noProxy: 'localhost' });
  expect(all).toMatchObject({ PIP_CERT: '/tmp/package-model-ca.pem', NO_PROXY: 'localhost' });
});

test('what is known of a failure is told instead of its last lines', async () => {
  const { engine } = engineThatEnds(1, 'two sides\n');
  const known = (output: string) => new Error(`a conflict: ${output.trim()}`);
  await expect(download(engine, {}, known)).rejects.toThrow('a conflict: two sides');
  await expect(download(engine, {}, () => undefined)).rejects.toThrow(/cannot download the wheels/);
});
