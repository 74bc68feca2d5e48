import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuildRequest, Engine } from '@package-model/core/engine/engine';
import { EngineError } from '@package-model/core/engine/errors';
import { runOneShot } from '@package-model/core/engine/one-shot';
import { codeOf, InputError } from '@package-model/core/errors';
import { createRun } from '@package-model/core/process/spawn';
import { Secret } from '@package-model/core/secret';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { busyboxImage, importBusyboxImage } from './support/busybox-image.ts';
import { testDocker } from './support/engine.ts';
import { secretsEngine, testEngine } from './support/engines.ts';

const { signal } = new AbortController();
const tag = `package-model-test/built-${process.pid}:1`;
const ownLabel = `package-model-test.build=${process.pid}`;
const canary = 'canary-5f1c0e';
let folder = '';
let temporary = '';
let contexts = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-build-'));
  temporary = join(folder, 'temporary');
  await mkdir(temporary);
  await importBusyboxImage();
});

afterAll(async () => {
  await testEngine(folder).removeImage(tag, signal);
  const filter = `--filter=label=${ownLabel}`;
  await createRun(process.env).run(testDocker(), ['image', 'prune', '--force', filter], { signal });
  await rm(folder, { recursive: true, force: true });
});

async function requestOf(
  steps: readonly string[],
  more: Partial<BuildRequest> = {},
): Promise<BuildRequest> {
  contexts += 1;
  const contextFolder = join(folder, `context-${contexts}`);
  await mkdir(contextFolder);
  const text = [`FROM ${busyboxImage}`, `LABEL ${ownLabel}`, ...steps, ''].join('\n');
  await writeFile(join(contextFolder, 'Dockerfile'), text);
  return { contextFolder, dockerfile: 'Dockerfile', tag, secrets: [], ...more };
}

async function failureOf(work: Promise<unknown>): Promise<EngineError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof EngineError) return error;
  throw new Error('an EngineError was expected', { cause: error });
}

function containerOf(image: string, command: readonly string[]) {
  const name = `package-model-test-build-${process.pid}`;
  return { image, name, labels: {}, env: {}, ports: [], command };
}

const engines: readonly (readonly [string, () => Promise<Engine>])[] = [
  ['classic', () => Promise.resolve(testEngine(temporary, { builder: 'classic' }))],
  ['BuildKit', () => secretsEngine(temporary, signal)],
];

describe.each(engines)('a build with %s', (_, make) => {
  test('gives the id of an image that has what was asked for', async () => {
    const engine = await make();
    const lines: string[] = [];
    const nonce = `${process.pid}-${contexts}`;
    const request = await requestOf(
      ['ARG WORD', `RUN echo "built $WORD" > /word; echo step-output-${nonce}`],
      {
        buildArgs: { WORD: 'here' },
        labels: { made: 'yes' },
        onLine: (line) => lines.push(line),
      },
    );
    const id = await engine.build(request, signal);
    const image = await engine.inspectImage(tag, signal);
    expect(image?.id).toBe(id);
    expect(image?.config.Labels).toMatchObject({ made: 'yes' });
    expect(lines.join('\n')).toContain(`step-output-${nonce}`);
    const { output } = await runOneShot(engine, containerOf(id, ['cat', '/word']), signal);
    expect(output).toBe('built here\n');
  });

  test('that fails shows its last lines and the step', async () => {
    const engine = await make();
    const request = await requestOf(['RUN echo before-the-end; exit 7']);
    const error = await failureOf(engine.build(request, signal));
    expect(error).toMatchObject({ code: 'BUILD_FAILED', reason: 'BUILD_FAILED' });
    expect(error.message).toContain('before-the-end');
    expect(error.message).toMatch(/exit code: 7|non-zero code: 7/);
    expect(error.message).not.toContain('DEPRECATED');
  });

  test('that fails for want of space or network says so', async () => {
    const engine = await make();
    const said = 'OSError: [Errno 28] No space left on device';
    const request = await requestOf([`RUN echo "${said}"; exit 1`]);
    const error = await failureOf(engine.build(request, signal));
    expect(error).toMatchObject({ code: 'BUILD_FAILED', reason: 'DISK_FULL' });
    expect(error.message).toContain('docker system df');
  });

  test('from a base that is not there names the base', async () => {
    const engine = await make();
    const request = await requestOf(['FROM 127.0.0.1:1/no-such-base:1']);
    const error = await failureOf(engine.build(request, signal));
    expect(error.message).toContain('127.0.0.1:1/no-such-base:1');
  });

  test('ends when it is cancelled, and no container goes on', async () => {
    const engine = await make();
    const controller = new AbortController();
    const mark = `package-model-sleeper-${process.pid}-${contexts}`;
    const request = await requestOf([`RUN echo ${mark}-started; sleep 600; echo ${mark}`], {
      onLine: (line) => {
        if (/(?<!echo \S*)-started$/.test(line)) controller.abort();
      },
    });
    const error: unknown = await engine
      .build(request, controller.signal)
      .catch((reason: unknown) => reason);
    expect(codeOf(error)).toBe('ABORTED');
    await processesEnd(mark);
    expect(await readdir(temporary)).toEqual([]);
  });
});

describe('secrets of a build', () => {
  const value = new Secret(`https://user:${canary}@index.example/simple`);

  test('reach the step and are neither in the image, the log, nor left on disk', async () => {
    const engine = await secretsEngine(temporary, signal);
    const file = join(folder, 'ca, "quoted".pem');
    await writeFile(file, 'from the file\n');
    const lines: string[] = [];
    const nonce = `${process.pid}-${Date.now()}`;
    const request = await requestOf(
      [
        `RUN --mount=type=secret,id=index,required=true --mount=type=secret,id=ca \\`,
        `  echo ${nonce}; cat /run/secrets/index /run/secrets/ca; cat /run/secrets/ca > /ca`,
      ],
      {
        secrets: [
          { id: 'index', source: { kind: 'value', value } },
          { id: 'ca', source: { kind: 'file', path: file } },
        ],
        onLine: (line) => lines.push(line),
      },
    );
    const id = await engine.build(request, signal);
    const { output } = await runOneShot(engine, containerOf(id, ['cat', '/ca']), signal);
    expect(output).toBe('from the file\n');
    expect(lines.join('\n')).toContain('***');
    expect(lines.join('\n')).not.toContain(canary);
    for await (const chunk of engine.save(id, signal)) {
      expect(Buffer.from(chunk).includes(canary)).toBe(false);
    }
    expect(await readdir(temporary)).toEqual([]);
  });

  test('are masked when the build fails', async () => {
    const engine = await secretsEngine(temporary, signal);
    const request = await requestOf(
      ['RUN --mount=type=secret,id=index cat /run/secrets/index; exit 1'],
      { secrets: [{ id: 'index', source: { kind: 'value', value } }] },
    );
    const error = await failureOf(engine.build(request, signal));
    expect(error.message).toContain('***');
    expect(error.message).not.toContain(canary);
    expect(JSON.stringify(error)).not.toContain(canary);
  });

  test('are refused by the classic builder before anything is built', async () => {
    const engine = testEngine(temporary, { builder: 'classic' });
    const request = await requestOf([], {
      secrets: [{ id: 'index', source: { kind: 'value', value } }],
    });
    const error = await failureOf(engine.build(request, signal));
    expect(error.code).toBe('NO_BUILDKIT');
    expect(error.message).toContain('install the buildx plugin');
    expect(error.message).not.toContain(canary);
  });

  test('of a file that does not exist name the file', async () => {
    const engine = await secretsEngine(temporary, signal);
    const path = join(folder, 'none.pem');
    const request = await requestOf([], {
      secrets: [{ id: 'ca', source: { kind: 'file', path } }],
    });
    await expect(engine.build(request, signal)).rejects.toThrow(InputError);
    await expect(engine.build(request, signal)).rejects.toThrow(`${path}: the file for the build`);
  });

  test('never stand in the arguments or the environment of the build', async () => {
    const seen = join(folder, 'seen');
    const program = join(folder, 'docker');
    const real = `exec '${testDocker()}' "$@"`;
    const script = `#!/bin/sh\n(echo "$@"; env) >> '${seen}'\ncase "$1" in buildx) exit 0;; esac\n`;
    await writeFile(program, `${script}${real}\n`);
    await chmod(program, 0o755);
    const engine = testEngine(temporary, { program });
    const request = await requestOf([], {
      secrets: [{ id: 'index', source: { kind: 'value', value } }],
    });
    await expect(engine.build(request, signal)).rejects.toThrow();
    const run = createRun(process.env);
    const { stdout } = await run.run('cat', [seen], { signal });
    expect(stdout).toContain('--secret=id=index,src=');
    expect(stdout).not.toContain(canary);
  });
});

/** The daemon ends a cancelled step soon after its client is gone. */
async function processesEnd(mark: string): Promise<void> {
  const run = createRun(process.env);
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const { stdout } = await run.run('ps', ['-eo', 'args'], { signal });
    if (!stdout.includes(mark)) return;
  }
  throw new Error(`a process of ${mark} goes on`);
}
