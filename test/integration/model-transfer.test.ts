import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mustRunCli, runCli } from './support/cli.ts';
import {
  candidatesLeft,
  containersLeft,
  hasContainerdStore,
  recordingDocker,
} from './support/docker-calls.ts';
import type { RecordingDocker } from './support/docker-calls.ts';
import { prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
import { goodScore, writeProject } from './support/project.ts';
import type { ProjectParts } from './support/project.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';

let folder = '';
let projects: PreparedProjects;
let docker: RecordingDocker;
let registry: RegistryServer;
const { signal } = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-transfer-'));
  projects = await prepareProjects(folder);
  docker = await recordingDocker(folder);
  registry = await startRegistry({ signal, directory: join(folder, 'registry') });
});

afterAll(async () => {
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What a smoke test said, as far as both ways must agree. */
type Verdict = {
  readonly passed: boolean;
  readonly outcome: string;
  readonly cases: readonly { readonly passed: boolean; readonly status: number | null }[];
  readonly failure: { readonly code: string; readonly message: string } | null;
};

async function reportIn(cwd: string, name: string) {
  const text = await readFile(join(cwd, name), 'utf8');
  const report: Verdict & { modelTransfer: string; notTested: readonly string[] } =
    JSON.parse(text);
  return report;
}

/** The chain tests the image itself; the same digest is then tested with its model mounted. */
async function bothWays(name: string, parts: ProjectParts) {
  const cwd = await projects.create(name, parts);
  const args = ['run', '.', '--docker', docker.program, '--image', 'dir:images:1', '--json'];
  const chain = await runCli(args, { cwd });
  const outputs: Record<string, string> = JSON.parse(chain.stdout);
  const digest = outputs['image-digest'] ?? chain.stderr;
  const image = await reportIn(cwd, 'smoke-report.json');
  const mounted = await mount(cwd, digest);
  return { cwd, digest, image, ...mounted };
}

async function mount(cwd: string, digest: string, program = docker.program) {
  const report = ['--report-path', 'mount.json', '--cases', 'cases.yaml'];
  const args = ['smoke-test', '--docker', program, '--model-transfer', 'mount', ...report];
  const result = await runCli([...args, '--image', `dir:images@${digest}`], { cwd });
  return { mount: await reportIn(cwd, 'mount.json'), ...result };
}

function verdict({ passed, outcome, cases, failure }: Verdict) {
  const shown = cases.map((one) => ({ passed: one.passed, status: one.status }));
  return { passed, outcome, cases: shown, code: failure?.code ?? null };
}

/** Tries to write where the model is, and scores with the name of the error that it got. */
const writingScore = `import os


def attempt(path, mode):
    try:
        open(path, mode).close()
    except OSError as error:
        return f"{type(error).__name__} {error.errno}"
    return "written"


def init():
    global found
    folder = os.environ["AZUREML_MODEL_DIR"]
    file = os.path.join(folder, "factor.json")
    found = [attempt(os.path.join(folder, "new"), "w"), attempt(file, "a"), attempt(file, "r"),
             os.access(folder, os.W_OK), oct(os.stat(file).st_mode), oct(os.stat(folder).st_mode)]


def run(raw_data):
    return found
`;

const refused = 'PermissionError 13';
const matrix: readonly (readonly [string, ProjectParts, string])[] = [
  ['good', {}, 'passed'],
  ['wrong', { expected: '[7, 10]' }, 'case-failed'],
  ['no-file', { score: goodScore.replace('factor.json', 'weights.json') }, 'start-failed'],
  [
    'writer',
    {
      score: writingScore,
      expected: `["${refused}", "${refused}", "written", false, "0o100644", "0o40755"]`,
    },
    'passed',
  ],
];

describe('a model that is mounted', () => {
  test.each(matrix)('gets the verdict of the image: %s', async (name, parts, outcome) => {
    const found = await bothWays(name, parts);
    expect(verdict(found.mount), found.stderr).toEqual(verdict(found.image));
    expect(found.mount.outcome).toBe(outcome);
    expect([found.image.modelTransfer, found.mount.modelTransfer]).toEqual(['image', 'mount']);
    expect(found.image.notTested.join()).not.toContain('unpacking');
    expect(found.mount.notTested.join()).toContain('unpacking of the model layers');
    expect(await containersLeft(await docker.containerNames())).toEqual([]);
    expect(await candidatesLeft(docker)).toEqual([]);
  });

  test('promotes only with accept: mount', async () => {
    const cwd = await projects.create('promoted');
    const chain = ['run', '.', '--docker', docker.program, '--model-transfer', 'mount'];
    const image = ['--image', 'dir:images:2'];
    const alone = await runCli([...chain, ...image], { cwd });
    expect(alone.stderr).toContain('give --accept: mount');
    expect(alone.exitCode).toBe(2);
    const outputs = await mustRunCli([...chain, ...image, '--accept', 'mount'], { cwd });
    expect(outputs).toMatchObject({ passed: 'true', tags: '2' });
    const push = ['push-image', '--image', outputs['image'] ?? '', '--tags', '3'];
    const from = ['--report-path', 'smoke-report.json'];
    const plain = await runCli([...push, ...from], { cwd });
    expect(plain.stderr).toContain('was a pre-check: its model was mounted');
    expect(plain.exitCode).toBe(1);
    const accepted = await mustRunCli([...push, ...from, '--accept', 'mount'], { cwd });
    expect(accepted['tags']).toBe('3');
  });
});

/** Changes the mounted copy after the last request, before it is looked at again. */
function tampering(how: string): string {
  return `for word; do case "$word" in --mount=*target=/models/factor) rest=\${word#*source=}; printf %s "\${rest%%,*}" > '${join(folder, 'place')}' ;; esac; done
if [ "$1 $2" = "container rm" ]; then cd "$(cat '${join(folder, 'place')}')" && ${how}; cd /; fi`;
}

describe('a mounted copy that is changed while the container runs', () => {
  const changes: readonly (readonly [string, string, string])[] = [
    ['a byte', 'printf 9 | dd of=factor.json bs=1 seek=11 conv=notrunc 2>/dev/null', 'its bytes'],
    ['a mode', 'chmod 755 factor.json', 'its mode is 0755, not 0644'],
    ['a name', 'mv factor.json Factor.json', 'factor.json is missing'],
  ];

  let cwd = '';
  let digest = '';

  beforeAll(async () => {
    cwd = await projects.create('changed');
    const args = ['run', '.', '--docker', docker.program, '--image', 'dir:images:1'];
    const own = await mustRunCli([...args, '--model-transfer', 'mount', '--accept', 'mount'], {
      cwd,
    });
    digest = own['digest'] ?? '';
  });

  test.each(changes)('fails with the name of the file: %s', async (_name, how, says) => {
    const beside = await mkdtemp(join(folder, 'docker-'));
    const changing = await recordingDocker(beside, { before: tampering(how) });
    const found = await mount(cwd, digest, changing.program);
    expect(found.exitCode).toBe(1);
    expect(found.stderr).toContain('was changed while the container ran');
    expect(found.stderr).toContain('models/factor/factor.json');
    expect(found.stderr).toContain(says);
    expect(found.mount).toMatchObject({ passed: false, outcome: 'check-failed' });
    expect(found.mount.failure?.code).toBe('MODEL_CHANGED');
  });
});

describe('on a registry', () => {
  test('the engine is fed while the model is registered, and a mount gives the same verdict', async () => {
    const cwd = join(folder, 'on-registry');
    await writeProject(cwd, {
      score: goodScore.replace('"factor.json"', '"model", "factor.json"'),
    });
    const yaml = await readFile(join(cwd, 'model.yaml'), 'utf8');
    await writeFile(join(cwd, 'model.yaml'), yaml.replace('model/factor.json', 'model'));
    const run = ['run', '.', '--docker', docker.program, '--image', `${registry.host}/team/fed:1`];
    const first = await mustRunCli(run, { cwd });
    expect((await reportIn(cwd, 'smoke-report.json')).notTested.join()).not.toContain('delivery');
    const mountArgs = ['--model-transfer', 'mount', '--cases', 'cases.yaml', '--image'];
    const smoke = ['smoke-test', '--docker', docker.program, ...mountArgs, first['image'] ?? ''];
    expect(await mustRunCli(smoke, { cwd })).toMatchObject({ outcome: 'passed' });
    const atHand = await mustRunCli([...smoke, '--model-path', 'model'], { cwd });
    expect(atHand['outcome']).toBe('passed');
    expect(atHand.stderr).toMatch(/model path\s+private folder/);
    await writeFile(
      join(cwd, 'model/weights.bin'),
      Buffer.alloc(40 * 1024 * 1024, first['digest']),
    );
    await mkdir(join(cwd, 'other/model'), { recursive: true });
    const factor = await readFile(join(cwd, 'model/factor.json'), 'utf8');
    await writeFile(join(cwd, 'other/model/factor.json'), factor.replace(/[0-9]/, '9'));
    const before = (await docker.calls()).length;
    const second = await mustRunCli(run, { cwd });
    const isFed = !(await hasContainerdStore());
    expect(second.stderr.includes('of model layers into the engine meanwhile')).toBe(isFed);
    expect(second.stderr).not.toContain('did not take the model layers');
    const report = await reportIn(cwd, 'smoke-report.json');
    expect(report).toMatchObject({ passed: true, modelTransfer: 'image' });
    expect(report.notTested.join().includes('delivery of the image by its registry')).toBe(isFed);
    const calls = (await docker.calls()).slice(before).map((call) => call.slice(0, 2).join(' '));
    expect(calls.filter((call) => call.startsWith('pull'))).toHaveLength(isFed ? 0 : 1);
    expect(calls.filter((call) => call === 'image load')).toHaveLength(isFed ? 2 : 0);
    expect(await candidatesLeft(docker)).toEqual([]);
    const changed = await mustRunCli([...smoke, '--model-path', 'other/model'], { cwd });
    expect(changed['outcome']).toBe('passed');
    expect(changed.stderr).toContain('are no longer those of the image');
    expect(changed.stderr).toContain('models/factor/model/factor.json');
    expect(await containersLeft(await docker.containerNames())).toEqual([]);
  });
});
