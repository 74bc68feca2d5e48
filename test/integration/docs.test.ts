import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRun } from '@package-model/core/process/spawn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documents, projectRoot, snippetsOf } from '../unit/docs/snippets.ts';
import type { Snippet } from '../unit/docs/snippets.ts';
import { testBaseImage, testPythonVersion } from './support/base-image.ts';
import { testDocker } from './support/engine.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { startStaging } from './support/staging.ts';
import type { Staging } from './support/staging.ts';

/*
 * Runs the `sh` blocks of the documentation in order, in a copy of examples/diabetes. Put in their
 * place: the base image and its Python by PACKAGE_MODEL_TEST_BASE_IMAGE and _PYTHON_VERSION (no
 * public registry may answer), registry.example.com by a registry of this run,
 * https://staging.example.com/ by a service of this run, `package-model` by dist/cli.js, `docker` by the test run's.
 */

/** Blocks that do not run here, by their first words, and why. */
const illustrations: readonly { readonly starts: string; readonly why: string }[] = [
  { starts: 'npm ci && npm run demo', why: 'installs anew; the demo has a test of its own' },
  { starts: 'npm ci && npm test', why: 'would start these tests again' },
  { starts: 'npm run bench', why: 'takes long, and measures nothing beside other tests' },
  {
    starts: 'npm run generate',
    why: 'runs in the project, not in a copy; CI runs it as it stands',
  },
  { starts: 'alias package-model=', why: 'a script of that name stands on PATH here' },
  { starts: 'oras ', why: 'no package of Debian bookworm' },
];

const isRunnable = ({ language, text }: Snippet): boolean =>
  language === 'sh' && !illustrations.some(({ starts }) => text.startsWith(starts));
const files = documents().filter((file) => snippetsOf(file).some(isRunnable));
const run = createRun(process.env);
const { signal } = new AbortController();

/** What the guides call `$TOKEN`. */
const TOKEN = 'token-of-the-docs-test';

let folder: string;
let project: string;
let registry: RegistryServer;
let staging: Staging;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'package-model-docs-'));
  project = path.join(folder, 'project');
  registry = await startRegistry({ signal, directory: path.join(folder, 'registry') });
  await writeProject();
  staging = await startStaging(await readFile(path.join(project, 'cases.yaml'), 'utf8'), TOKEN);
  await writePrograms(path.join(folder, 'bin'));
});

afterAll(async () => {
  await docker(['rm', '--force', 'diabetes']);
  const images = ['diabetes:latest', 'diabetes:1'];
  await docker(['image', 'rm', '--force', ...images]);
  staging.stop();
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
});

test('every illustration is still in the documentation', () => {
  const texts = documents().flatMap((file) => snippetsOf(file).map(({ text }) => text));
  for (const { starts } of illustrations) {
    expect(
      texts.some((text) => text.startsWith(starts)),
      starts,
    ).toBe(true);
  }
});

test.each(files)('the commands of %s work, in order', async (file) => {
  for (const snippet of snippetsOf(file).filter(isRunnable)) {
    const script = snippet.text
      .replaceAll('registry.example.com', registry.host)
      .replaceAll('https://staging.example.com/', staging.url);
    const { exitCode, stdout, stderr } = await run.run('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: project,
      env: {
        PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
        HOME: folder,
        TOKEN,
        XDG_CACHE_HOME: path.join(folder, 'cache'),
        CI: undefined,
        GITHUB_ACTIONS: undefined,
        TF_BUILD: undefined,
      },
      signal,
    });
    const place = `${file}:${snippet.line}`;
    expect(exitCode, `${place}\n${script}\n${stdout}\n${stderr}`).toBe(0);
  }
});

/** The example, with the model.yaml of the README and the base image of the test run. */
async function writeProject(): Promise<void> {
  const example = path.join(projectRoot, 'examples/diabetes');
  const filter = (source: string): boolean => !path.relative(example, source).startsWith('.');
  await cp(example, project, { recursive: true, filter });
  const described = snippetsOf('README.md').find(({ kind }) => kind === 'model.yaml');
  await writeFile(path.join(project, 'model.yaml'), described?.text ?? '');
  await edit('inferenceconfig.json', (text) => {
    const config: unknown = JSON.parse(text);
    return JSON.stringify({ ...Object(config), baseImage: testBaseImage() });
  });
  await edit('source/myenv.yml', (text) =>
    text.replace(/python=[\d.]+/, `python=${testPythonVersion()}`),
  );
}

async function edit(name: string, change: (text: string) => string): Promise<void> {
  const file = path.join(project, name);
  await writeFile(file, change(await readFile(file, 'utf8')));
}

async function writePrograms(bin: string): Promise<void> {
  await mkdir(bin);
  const cli = path.join(projectRoot, 'dist/cli.js');
  const command = path.join(bin, 'package-model');
  await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`);
  await chmod(command, 0o755);
  const found = await run.run('sh', ['-c', 'command -v "$1"', 'sh', testDocker()], { signal });
  await symlink(found.stdout.trim(), path.join(bin, 'docker'));
}

async function docker(args: readonly string[]): Promise<void> {
  // Clean-up: what a failed test has not made is not there.
  await run.run(testDocker(), args, { signal });
}
