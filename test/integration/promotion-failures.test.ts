import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, startCli } from './support/cli.ts';
import { candidatesLeft, containersLeft, recordingDocker } from './support/docker-calls.ts';
import type { RecordingDocker } from './support/docker-calls.ts';
import { writeProject } from './support/project.ts';
import { ensureServerBase } from './support/server-base.ts';
import { copyStores } from './support/stores.ts';
import { layoutTags } from './support/tags.ts';

let folder = '';
let first = '';

beforeAll(async () => {
  await ensureServerBase();
  folder = await mkdtemp(join(tmpdir(), 'package-model-failures-'));
  first = join(folder, 'first');
  await writeProject(first);
  const docker = await recordingDocker(folder);
  const args = ['run', '.', '--docker', docker.program, '--image', 'dir:images:first'];
  const { exitCode, stderr } = await runCli(args, { cwd: first });
  if (exitCode !== 0) throw new Error(stderr);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const dies = `def init():
    raise RuntimeError("the weights do not fit")


def run(raw_data):
    return raw_data
`;
const hangs = `import time


def init():
    pass


def run(raw_data):
    time.sleep(3600)
`;
const neverReady = `import time


def init():
    time.sleep(3600)


def run(raw_data):
    return raw_data
`;

type Setup = {
  readonly cwd: string;
  readonly docker: RecordingDocker;
  readonly args: readonly string[];
};

async function setUp(name: string, score: string, before?: string): Promise<Setup> {
  const cwd = join(folder, name);
  await writeProject(cwd, { score });
  await copyStores(first, cwd, ['images']);
  const docker = await recordingDocker(cwd, before === undefined ? {} : { before });
  const image = ['--image', 'dir:images:released'];
  return { cwd, docker, args: ['run', '.', '--docker', docker.program, ...image] };
}

/** Nothing released, no container left, no name left in the engine. */
async function expectNothingLeft({ cwd, docker: recording }: Setup): Promise<void> {
  expect(await layoutTags(join(cwd, 'images'))).not.toHaveProperty('released');
  const names = await recording.containerNames();
  expect(names).not.toEqual([]);
  expect(await containersLeft(names)).toEqual([]);
  expect(await candidatesLeft(recording)).toEqual([]);
}

describe('a candidate that fails', () => {
  test('by dying at its start is told with the traceback from its log', async () => {
    const setup = await setUp('dies', dies);
    const { exitCode, stderr } = await runCli(setup.args, setup);
    expect(exitCode).toBe(1);
    const cause = 'source/score.py, line 2: init() raised RuntimeError: the weights do not fit';
    expect(stderr).toContain(`error: ${cause}`);
    expect(stderr).toContain('The container ended with exit code 3');
    expect(stderr).toContain('The log of the container:');
    expect(stderr.match(/^error: /gm)).toHaveLength(1);
    await expectNothingLeft(setup);
  });

  test('by a /score that hangs is told with the limit that it passed', async () => {
    const setup = await setUp('hangs', hangs);
    const { exitCode, stderr } = await runCli([...setup.args, '--request-timeout', '1'], setup);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('no answer within 1 s; if run() needs longer, raise request-timeout');
    expect(stderr).toContain('The log of the container:');
    expect(stderr.match(/^error: /gm)).toHaveLength(1);
    await expectNothingLeft(setup);
  });

  test('by never being ready is told with the limit that it passed', async () => {
    const setup = await setUp('never-ready', neverReady);
    const { exitCode, stderr } = await runCli([...setup.args, '--start-timeout', '10'], setup);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error: The scoring server was still in init()');
    expect(stderr).toContain('The scoring server was not ready within 10 s');
    expect(stderr).toContain('raise start-timeout');
    await expectNothingLeft(setup);
  });

  test('because its port is taken is told as such', async () => {
    const said = 'driver failed programming external connectivity: port is already allocated';
    const setup = await setUp(
      'port-taken',
      hangs,
      `if [ "$1 $2" = "container start" ]; then echo "Error response from daemon: ${said}" >&2; exit 1; fi`,
    );
    const { exitCode, stderr } = await runCli(setup.args, setup);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(said);
    expect(stderr).toContain('What to do:');
    await expectNothingLeft(setup);
  });
});

describe('a run that is cancelled', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('by %s removes its container', async (name) => {
    const setup = await setUp(`cancelled-${name}`, hangs);
    const call = startCli(setup.args, setup);
    await call.says('The scoring server was ready');
    call.child.kill(name);
    const { exitCode, stderr } = await call.done;
    expect(stderr).toContain(`Cancelled: ${name}`);
    expect(exitCode).toBe(1);
    await expectNothingLeft(setup);
  });
});
