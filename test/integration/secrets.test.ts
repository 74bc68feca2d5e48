import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testBaseImage, testPythonVersion } from './support/base-image.ts';
import { betrayedIn } from './support/betrayed.ts';
import { runCli } from './support/cli.ts';
import type { CliResult } from './support/cli.ts';
import { docker, recordingDocker, removeImages } from './support/docker-calls.ts';
import type { RecordingDocker } from './support/docker-calls.ts';
import { indexUrl, writeCertificates } from './support/package-index.ts';

const user = 'canary-user-7d20';
const password = 'canary-secret-5f1c0e';
const examples = join(projectRoot, 'examples');
let folder = '';
let certificate = '';
let canaries: readonly string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-secrets-'));
  certificate = await readFile(join(projectRoot, 'test/fixtures/tls/certificate.pem'), 'utf8');
  const line = certificate.split('\n').find((text) => /^[A-Za-z0-9+/]{60,}$/.test(text));
  if (line === undefined) throw new Error('the fixture has no full line of base64');
  canaries = [user, password, encodeURIComponent(password), line];
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

type Ran = {
  readonly cwd: string;
  readonly result: CliResult;
  readonly docker: RecordingDocker;
  readonly environmentImage: string;
};

async function runExample(example: string, builder: string): Promise<Ran> {
  const cwd = join(folder, `${example}-${builder}`);
  await cp(join(examples, example), cwd, { recursive: true });
  const conda = join(cwd, 'source/myenv.yml');
  const text = await readFile(conda, 'utf8');
  await writeFile(conda, text.replace(/python=[\d.]+/, `python=${testPythonVersion()}`));
  await writeCertificates(join(folder, 'ca.pem'), certificate);
  const recording = await recordingDocker(folder);
  const build = ['--docker', recording.program, '--builder', builder];
  const network = [
    '--ca-certificates',
    join(folder, 'ca.pem'),
    '--pip-index-url',
    indexUrl(user, password),
  ];
  const target = ['--base-image', testBaseImage(), '--image', 'dir:images:1'];
  const args = ['run', '.', ...build, ...network, ...target, '--generate-dockerfile', '--debug'];
  const result = await runCli(args, { cwd });
  const lock = await readFile(join(cwd, 'package-model.lock'), 'utf8').catch(() => '');
  const tag = /env-[0-9a-f]+/.exec(lock)?.[0] ?? 'none';
  return { cwd, result, docker: recording, environmentImage: `package-model/environment:${tag}` };
}

const traces =
  "find / -xdev \\( -name pip.conf -o -path '/run/secrets/*' -o -path '/wheels*' -o -name '*.whl' -o -name '*ca-certificates*.pem' -o -path '/tmp/*' -o -path '/root/*' \\) | sort";

async function tracesIn(image: string): Promise<readonly string[]> {
  const run = ['run', '--rm', '--user=0', '--entrypoint', 'sh', image, '-c', traces];
  return (await docker(...run)).split('\n').filter((line) => line !== '');
}

describe.each([
  ['the example', 'diabetes', 'buildkit'],
  ['the classic builder', 'wrong-answer', 'classic'],
])('certificates and the index reach the build of %s', (_, example, builder) => {
  let ran: Ran;

  beforeAll(async () => {
    ran = await runExample(example, builder);
  });

  afterAll(async () => {
    await removeImages(ran.environmentImage);
  });

  test('and the server answers in the container', () => {
    const { exitCode, stderr } = ran.result;
    expect(stderr).toContain('The scoring server was ready');
    const wanted = example === 'diabetes' ? 'The smoke test passed' : 'cases failed';
    expect(stderr).toContain(wanted);
    expect(exitCode).toBe(example === 'diabetes' ? 0 : 1);
  });

  test('by the way that this builder has for secrets', async () => {
    const calls = await ran.docker.calls();
    const secrets = calls.flat().filter((word) => word.startsWith('--secret='));
    expect(secrets.length).toBe(builder === 'buildkit' ? 2 : 0);
    const wheels = calls.flat().filter((word) => word.startsWith('--name=package-model-wheels-'));
    expect(wheels.length).toBe(builder === 'buildkit' ? 0 : 1);
  });

  test('and stand neither in what is printed nor on a command line', async () => {
    const { stdout, stderr } = ran.result;
    const calls = (await ran.docker.calls()).flat().join('\n');
    for (const canary of canaries) {
      expect(stdout + stderr).not.toContain(canary);
      expect(calls).not.toContain(canary);
    }
  });

  test('and stand in no layer, config, package, lock or report', async () => {
    expect(await betrayedIn(folder, canaries)).toEqual([join(folder, 'ca.pem')]);
    const { environmentImage } = ran;
    const history = await docker('history', '--no-trunc', environmentImage);
    const config = await docker('image', 'inspect', environmentImage);
    for (const canary of canaries) expect(history + config).not.toContain(canary);
  });

  test('and leave no file behind that the base image had not', async () => {
    const before = new Set(await tracesIn(testBaseImage()));
    const after = await tracesIn(ran.environmentImage);
    expect(after.filter((path) => !before.has(path))).toEqual([]);
  });
});
