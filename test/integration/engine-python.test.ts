import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@package-model/core/engine/engine';
import { EngineError } from '@package-model/core/engine/errors';
import { runOneShot } from '@package-model/core/engine/one-shot';
import { probePython } from '@package-model/core/engine/python-probe';
import { downloadWheels } from '@package-model/core/engine/wheels';
import { InputError } from '@package-model/core/errors';
import { silentLog } from '@package-model/core/log';
import { Secret } from '@package-model/core/secret';
import type { NetworkSettings } from '@package-model/core/settings';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testBaseImage, testPythonVersion } from './support/base-image.ts';
import { busyboxImage, importBusyboxImage } from './support/busybox-image.ts';
import { testEngine } from './support/engines.ts';

const { signal } = new AbortController();
let folder = '';
let engine: Engine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-python-'));
  engine = testEngine(folder);
  await importBusyboxImage();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The machine's own way to the package index, as the host would find it. */
function networkOfThisMachine(): NetworkSettings {
  const { PIP_CERT, PIP_INDEX_URL, HTTPS_PROXY } = process.env;
  return {
    ...(PIP_CERT === undefined ? {} : { caCertificates: PIP_CERT }),
    ...(PIP_INDEX_URL === undefined ? {} : { pipIndexUrl: new Secret(PIP_INDEX_URL) }),
    ...(HTTPS_PROXY === undefined ? {} : { httpsProxy: new Secret(HTTPS_PROXY) }),
  };
}

describe('the probe of a base image', () => {
  test('tells its Python, what comes with it, and who it runs as', async () => {
    const probe = await probePython(engine, testBaseImage(), signal);
    expect(probe.version.startsWith(`${testPythonVersion()}.`)).toBe(true);
    expect(probe).toMatchObject({ command: 'python3', venv: true, libc: { kind: 'glibc' } });
    expect(probe.executable).toMatch(/^\/.*python3/);
    expect(probe.user).toEqual({ uid: 0, gid: 0 });
  });

  test('refuses an image without Python by its name', async () => {
    const error: unknown = await probePython(engine, busyboxImage, signal).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(busyboxImage);
    expect(String(error)).toContain('choose a base image with Python 3');
  });

  test('tells an image that is not in the engine from one without Python', async () => {
    const work = probePython(engine, 'package-model-test/none:1', signal);
    await expect(work).rejects.toMatchObject({ code: 'IMAGE_UNKNOWN' });
  });
});

describe('wheels for a builder without secrets', () => {
  test('are those of the base image’s Python, and it can install them without network', async () => {
    const python = await probePython(engine, testBaseImage(), signal);
    const wheelsFolder = join(folder, 'wheels');
    const wheels = await downloadWheels(
      { engine, log: silentLog, temporaryDirectory: folder },
      {
        baseImage: testBaseImage(),
        python,
        requirements: ['markupsafe==3.0.2', 'jinja2==3.1.6'],
        network: networkOfThisMachine(),
        folder: wheelsFolder,
      },
      signal,
    );
    const names = wheels.map((wheel) => wheel.name.toLowerCase()).sort();
    expect(names).toHaveLength(2);
    expect(names[0]).toBe('jinja2-3.1.6-py3-none-any.whl');
    const tag = `cp${testPythonVersion().replace('.', '')}`;
    expect(names[1]).toContain(`markupsafe-3.0.2-${tag}-${tag}-manylinux`);
    const { exitCode, output } = await runOneShot(
      engine,
      {
        image: testBaseImage(),
        name: `package-model-test-install-${process.pid}`,
        labels: {},
        env: {},
        ports: [],
        entrypoint: python.command,
        command: [
          '-m',
          'pip',
          'install',
          '--no-index',
          '--find-links=/wheels',
          '--target=/tmp/x',
          'jinja2',
        ],
        mounts: [{ source: wheelsFolder, target: '/wheels' }],
        network: 'none',
      },
      signal,
    );
    expect(output).toContain('Successfully installed');
    expect(exitCode).toBe(0);
    expect(await readdir(folder)).toEqual(['wheels']);
  });

  test('of an index that does not answer fail with NETWORK, the credentials masked', async () => {
    const python = await probePython(engine, testBaseImage(), signal);
    const error: unknown = await downloadWheels(
      { engine, log: silentLog, temporaryDirectory: folder },
      {
        baseImage: testBaseImage(),
        python,
        requirements: ['jinja2'],
        network: { pipIndexUrl: new Secret('http://canary-user:canary-pass@127.0.0.1:9/simple') },
        folder: join(folder, 'none'),
      },
      AbortSignal.any([signal, AbortSignal.timeout(120_000)]),
    ).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ code: 'BUILD_FAILED', reason: 'NETWORK' });
    expect(String(error)).not.toMatch(/canary-(user|pass)/);
  });
});
