import { baseFacts } from '@package-model/core/base/base-facts';
import { baseChecks, checkBase } from '@package-model/core/base/check-base';
import { readImage } from '@package-model/core/base/read-image';
import { expect, test } from 'vitest';
import { debian, emptyLayout, putImage } from './sample-base.ts';
import type { Layer, SampleImage } from './sample-base.ts';

const { signal } = new AbortController();

async function factsOf(image: SampleImage) {
  const repository = await emptyLayout();
  await putImage(repository, image, 'v1');
  const platform = { os: 'linux', architecture: 'amd64' };
  return baseFacts(await readImage(repository, 'v1', { platform, signal }));
}

/** What is not ok, by id. */
async function findings(image: SampleImage, reference = 'dir:base'): Promise<object> {
  const checks = checkBase(reference, await factsOf(image));
  const bad = checks.filter(({ level }) => level !== 'ok');
  return Object.fromEntries(bad.map(({ id, level, message }) => [id, `${level}: ${message}`]));
}

const on = (...upper: Layer[]): SampleImage => ({ layers: [debian, ...upper] });

test('a Debian with Python is fine, and every check has a finding', async () => {
  const facts = await factsOf(on());
  expect(facts).toMatchObject({
    distribution: { id: 'debian', version: '12' },
    libc: { kind: 'glibc', version: '2.36' },
    python: {
      executable: '/usr/bin/python3',
      version: '3.11.2',
      venv: true,
      ensurepip: true,
      pip: false,
      externallyManaged: true,
    },
    uid: 0,
  });
  const checks = checkBase('dir:base', facts);
  expect(checks.map(({ id }) => id)).toEqual(baseChecks.map(({ id }) => id));
  expect(checks.filter(({ level }) => level !== 'ok')).toEqual([]);
});

const alpine: Layer = {
  'etc/os-release': 'ID=alpine\nPRETTY_NAME="Alpine Linux v3.20"\n',
  'bin/sh': { link: '/bin/busybox' },
  'bin/busybox': 'ELF',
  'lib/ld-musl-x86_64.so.1': 'ELF',
  'usr/local/bin/python3': { link: 'python3.12' },
  'usr/local/bin/python3.12': 'ELF',
  'usr/local/include/python3.12/patchlevel.h': '#define PY_VERSION\t\t"3.12.4"\n',
};

test('Alpine is refused for its distribution and its C library', async () => {
  expect(await findings({ layers: [alpine] })).toMatchObject({
    distribution: expect.stringMatching(/^fault: Alpine Linux v3\.20 has never been supported/),
    libc: expect.stringMatching(/^fault: musl/),
  });
});

test('an image without shell or Python is refused', async () => {
  expect(await findings({ layers: [{ 'etc/os-release': 'ID=debian\n' }] })).toMatchObject({
    shell: expect.stringMatching(/^fault/),
    python: expect.stringMatching(/^fault: there is no Python 3 on PATH/),
  });
});

test.each([
  ['3.6.9', 'fault'],
  ['3.8.19', 'warning'],
  ['3.14.0', 'warning'],
])('Python %s is a %s', async (version, level) => {
  const minor = version.split('.').slice(0, 2).join('.');
  const layer = {
    'usr/local/bin/python3': { link: `python${minor}` },
    [`usr/local/bin/python${minor}`]: 'ELF',
    [`usr/local/include/python${minor}/patchlevel.h`]: `#define PY_VERSION "${version}"\n`,
    [`usr/local/lib/python${minor}/venv/__init__.py`]: '',
    [`usr/local/lib/python${minor}/ensurepip/__init__.py`]: '',
  };
  expect(await findings(on(layer))).toEqual({
    python: expect.stringMatching(new RegExp(`^${level}: Python ${version} `)),
  });
});

test.each([
  ['2.27', 'warning'],
  ['2.12', 'fault'],
])('glibc %s is a %s', async (version, level) => {
  const status = `Package: libc6\nStatus: install ok installed\nVersion: ${version}-1\n`;
  const removed = { 'var/lib/dpkg/status': status };
  const found = await findings(on(removed));
  expect(found).toMatchObject({ libc: expect.stringMatching(new RegExp(`^${level}: glibc`)) });
});

test('the Python of a conda environment that is first on PATH counts, with its server', async () => {
  const layer = {
    'opt/miniconda/bin/conda': '#!',
    'opt/miniconda/conda-meta/conda-24.1.2-py312h06a4308_0.json': '{}',
    'azureml-envs/minimal/bin/python': { link: 'python3.12' },
    'azureml-envs/minimal/bin/python3': { link: 'python3.12' },
    'azureml-envs/minimal/bin/python3.12': 'ELF',
    'azureml-envs/minimal/conda-meta/python-3.12.3-hab00c5b_0_cpython.json': '{}',
    'azureml-envs/minimal/lib/python3.12/venv/__init__.py': '',
    'azureml-envs/minimal/lib/python3.12/ensurepip/__init__.py': '',
    'azureml-envs/minimal/lib/python3.12/site-packages/azureml_inference_server_http-1.4.1.dist-info':
      null,
    'usr/sbin/nginx': 'ELF',
    'usr/bin/runsvdir': 'ELF',
  };
  const Env = ['PATH=/azureml-envs/minimal/bin:/opt/miniconda/bin:/usr/bin:/bin'];
  const facts = await factsOf({ ...on(layer), config: { Env, User: 'dockeruser' } });
  expect(facts).toMatchObject({
    python: { executable: '/azureml-envs/minimal/bin/python3', version: '3.12.3' },
    conda: { executable: '/opt/miniconda/bin/conda', version: '24.1.2' },
    server: '1.4.1',
    nginx: true,
    runit: true,
    uid: 1001,
  });
});

test('a virtual environment has its own packages and the Python it was made of', async () => {
  const layer = {
    'opt/venv/pyvenv.cfg': 'home = /usr/bin\nversion = 3.11.2\n',
    'opt/venv/bin/python3': { link: '/usr/bin/python3' },
    'opt/venv/lib/python3.11/site-packages/pip-24.0.dist-info': null,
  };
  const facts = await factsOf({ ...on(layer), config: { Env: ['PATH=/opt/venv/bin:/usr/bin'] } });
  expect(facts.python).toEqual({
    executable: '/opt/venv/bin/python3',
    version: '3.11.2',
    prefix: 'opt/venv',
    pip: true,
    ensurepip: true,
    venv: true,
    externallyManaged: false,
  });
});

test('a user that the image does not have is refused; a number needs no entry', async () => {
  expect(await findings({ ...on(), config: { User: 'nobody-here' } })).toEqual({
    user: expect.stringMatching(/^fault: USER nobody-here is not in \/etc\/passwd/),
  });
  expect(await findings({ ...on(), config: { User: '1234:0' } })).toEqual({});
});

test.each([
  [['python3'], 'fault'],
  [['/bin/sh', '-c'], 'fault'],
  [['bash', '-c', 'start'], 'fault'],
  [['/docker-entrypoint.sh'], 'warning'],
  [['/bin/bash', '/start.sh'], 'warning'],
  [['/usr/bin/tini', '--'], 'ok'],
  [['/opt/nvidia/nvidia_entrypoint.sh'], 'ok'],
  [['conda', 'run', '-n', 'x'], 'ok'],
])('the entry point %j is a %s', async (entrypoint, level) => {
  const found = await findings({ ...on(), config: { Entrypoint: entrypoint } });
  const shown = expect.stringMatching(new RegExp(`^${level}: `));
  expect(found).toEqual(level === 'ok' ? {} : { entrypoint: shown });
});

test('a link or file where a folder of ours goes is refused, files beside ours are told', async () => {
  expect(await findings(on({ models: { link: '/mnt/models' } }))).toEqual({
    paths: 'fault: /models is a link, but a folder is needed there; make an image without it',
  });
  expect(await findings(on({ 'var/azureml-app': 'text' }))).toMatchObject({
    paths: expect.stringMatching(/^fault: \/var\/azureml-app is a file/),
  });
  expect(await findings(on({ 'models/own.bin': 'x' }))).toEqual({
    paths: expect.stringMatching(/^warning: files of the base lie in \/models;/),
  });
});

test('a volume over our paths is told, others are not', async () => {
  const volumes = (...paths: string[]) => ({
    Volumes: Object.fromEntries(paths.map((path) => [path, {}])),
  });
  expect(await findings({ ...on(), config: volumes('/models', '/data') })).toEqual({
    volumes: 'warning: VOLUME /models would hide our files: it will be taken out',
  });
  expect(await findings({ ...on(), config: volumes('/data') })).toEqual({});
});

test.each([
  [102, 'warning'],
  [108, 'fault'],
])('%i layers are a %s', async (count, level) => {
  const layers = [debian, ...Array.from({ length: count - 1 }, () => ({}))];
  expect(await findings({ layers })).toEqual({
    layers: expect.stringMatching(new RegExp(`^${level}: ${count} layers`)),
  });
});

test('another architecture is refused', async () => {
  expect(await findings({ ...on(), architecture: 'arm64' })).toEqual({
    platform: expect.stringMatching(/^fault: linux\/arm64, but linux\/amd64 is needed/),
  });
});

test('a retired image is told by its name', async () => {
  const retired = 'mcr.microsoft.com/azureml/openmpi3.1.2-ubuntu18.04';
  expect(await findings(on(), retired)).toEqual({
    retired: expect.stringContaining('inference-base-2204:latest takes its place'),
  });
});
