import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testBaseImage } from './support/base-image.ts';
import { betrayedIn } from './support/betrayed.ts';
import { runCli } from './support/cli.ts';
import type { CliResult } from './support/cli.ts';
import { docker, removeImages } from './support/docker-calls.ts';
import { secretsDocker } from './support/engines.ts';
import { indexUrl, writeCertificates } from './support/package-index.ts';
import { buildPlainly } from './support/seen-image.ts';

const base = `package-model-test/environment-${process.pid}:user`;
const canaries = ['canary-user-3b19', 'canary-password-77d2'] as const;
const answer = [
  'dockeruser',
  'Hello, world!',
  'read by nobody',
  '644 dockeruser',
  '1',
  'six 1.16.0',
];
let folder = '';
let project = '';
let image = '';
let result: CliResult;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-environment-'));
  project = join(folder, 'project');
  await writeProject();
  await writeCertificates(join(folder, 'ca.pem'));
  await buildPlainly(join(project, 'base'), ['--force-rm', '-t', base, '.']);
  const program = await secretsDocker(folder, new AbortController().signal);
  const network = ['--ca-certificates', '../ca.pem', '--pip-index-url', indexUrl(...canaries)];
  const args = ['run', '.', '--docker', program, '--image', 'dir:images:1', ...network];
  result = await runCli([...args, '--debug'], { cwd: project });
  const lock = await readFile(join(project, 'package-model.lock'), 'utf8').catch(() => '');
  image = `package-model/environment:${/env-[0-9a-f]+/.exec(lock)?.[0] ?? 'none'}`;
});

afterAll(async () => {
  await removeImages(image, base);
  await rm(folder, { recursive: true, force: true });
});

const score = `import importlib.metadata, os, pwd, stat


def init():
    pass


def run(data):
    found = os.stat("/opt/notes/notes.txt")
    return [
        pwd.getpwuid(os.getuid()).pw_name,
        open("/opt/greeting.txt").read().strip(),
        open("/opt/notes/notes.txt").read().strip(),
        f"{stat.S_IMODE(found.st_mode):o} {pwd.getpwuid(found.st_uid).pw_name}",
        os.environ["EXTRA"],
        "six " + importlib.metadata.version("six"),
    ]
`;

async function writeProject(): Promise<void> {
  const steps = [
    '# What a Debian package says',
    'RUN hello \\',
    '  > /opt/greeting.txt',
    'COPY --chown=dockeruser parts/notes.txt /opt/notes/',
    'ENV EXTRA=1',
    'USER root',
    '',
  ];
  const files: Readonly<Record<string, string>> = {
    'base/Dockerfile': `FROM ${testBaseImage()}\nRUN useradd --create-home dockeruser\nUSER dockeruser\n`,
    'model/name.txt': 'model\n',
    'requirements.txt': '-r more.txt\n-c limits.txt\n',
    'more.txt': 'azureml-inference-server-http==1.5.1\nsix\n',
    'limits.txt': 'six==1.16.0\n',
    'source/parts/notes.txt': 'read by nobody\n',
    'source/steps.txt': steps.join('\r\n'),
    'source/score.py': score,
    'inferenceconfig.json': JSON.stringify({
      entryScript: 'score.py',
      sourceDirectory: 'source',
      extraDockerfileSteps: 'steps.txt',
      baseImage: base,
    }),
    'cases.yaml': `- request: {data: 1}\n  expect:\n    json: ${JSON.stringify(answer)}\n`,
    'model.yaml': [
      'name: steps',
      'path: model',
      'inference-config: inferenceconfig.json',
      'requirements: requirements.txt',
      'environment-manager: uv',
      'apt-packages: [hello]',
      'smoke-test: {cases: cases.yaml}',
      '',
    ].join('\n'),
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
}

async function inImage(command: string): Promise<string> {
  const run = ['run', '--rm', '--user=0', '--entrypoint=sh', image, '-c', command];
  return (await docker(...run)).trim();
}

describe('Debian packages, uv and extra steps on a base image with a user of its own', () => {
  test('are made by root, and the server runs as that user', () => {
    expect(result.stderr).toContain('has Windows line ends');
    expect(result.stderr).toContain('The smoke test passed');
    expect(result.exitCode).toBe(0);
  });

  test('stand in the lock file by the constraints of the requirements', async () => {
    const lock = await readFile(join(project, 'package-model.lock'), 'utf8');
    expect(lock).toContain('"six==1.16.0"');
    expect(lock).toContain('"azureml-inference-server-http==1.5.1"');
    expect(lock).not.toContain('"uv==');
  });

  test('leave neither uv nor downloads behind', async () => {
    const look =
      'ls -d /tmp/package-model-uv /opt/venv/bin/uv /root/.cache /root/.local 2>/dev/null';
    expect(await inImage(`${look}; true`)).toBe('');
    const downloads = 'find /var/cache/package-model /var/lib/apt/lists /var/cache/apt -name';
    expect(await inImage(`${downloads} '*.deb' -o -type f -name '*_Packages*'`)).toBe('');
  });

  test('keep the index and its password to themselves', async () => {
    const history = await docker('history', '--no-trunc', image);
    const config = await docker('image', 'inspect', image);
    for (const canary of canaries) {
      expect(result.stdout + result.stderr + history + config).not.toContain(canary);
    }
    expect(await betrayedIn(folder, canaries)).toEqual([]);
  });
});
