import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContainerRequest, Engine } from '@package-model/core/engine/engine';
import { hostPortOf } from '@package-model/core/engine/engine';
import { EngineError } from '@package-model/core/engine/errors';
import { runOneShot } from '@package-model/core/engine/one-shot';
import { codeOf } from '@package-model/core/errors';
import { Secret } from '@package-model/core/secret';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { busyboxImage, importBusyboxImage } from './support/busybox-image.ts';
import { testEngine } from './support/engines.ts';
import { startRegistry } from './support/registry.ts';

const { signal } = new AbortController();
const label = `package-model-test.run=${process.pid}-${Date.now()}`;
let folder = '';
let engine: Engine;
let names = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-engine-'));
  engine = testEngine(folder);
  await importBusyboxImage();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function shell(command: string, more: Partial<ContainerRequest> = {}): ContainerRequest {
  const [key = '', value = ''] = label.split('=');
  names += 1;
  return {
    image: busyboxImage,
    name: `package-model-test-${process.pid}-${names}`,
    labels: { [key]: value },
    env: {},
    ports: [],
    command: ['sh', '-c', command],
    ...more,
  };
}

async function failureOf(work: Promise<unknown>): Promise<EngineError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof EngineError) return error;
  throw new Error('an EngineError was expected', { cause: error });
}

describe('an engine that answers', () => {
  test('tells its versions, builder and platform', async () => {
    const info = await engine.info(signal);
    expect(info).toMatchObject({ name: 'docker', os: 'linux' });
    expect(info.serverVersion).toMatch(/^\d+\./);
    expect(['buildx', 'buildkit', 'classic']).toContain(await engine.builder(signal));
  });

  test('knows the free space of its own disk', async () => {
    expect(await engine.freeBytes(signal)).toBeGreaterThan(0);
  });
});

describe('images', () => {
  test('are told with diff ids and config', async () => {
    const image = await engine.inspectImage(busyboxImage, signal);
    expect(image).toMatchObject({ os: 'linux', config: { Env: ['PATH=/bin'], Cmd: ['sh'] } });
    expect(image?.layers).toHaveLength(1);
    expect(await engine.listImages(signal)).toContainEqual(image?.layers);
  });

  test('are undefined when the engine has none of that name', async () => {
    expect(await engine.inspectImage('package-model-test/none:1', signal)).toBeUndefined();
  });

  test('survive save and load under their name', async () => {
    const name = `package-model-test/saved-${process.pid}:1`;
    await engine.tag(busyboxImage, name, signal);
    const chunks = await drain(engine.save(name, signal));
    await engine.removeImage(name, signal);
    expect(await engine.inspectImage(name, signal)).toBeUndefined();
    expect(await engine.load(iterate(chunks), signal)).toBe(name);
    expect(await engine.inspectImage(name, signal)).toBeDefined();
    await engine.removeImage(name, signal);
    await engine.removeImage(name, signal);
  });

  test('cannot be saved when they are not there', async () => {
    const bytes = engine.save('package-model-test/none:1', signal);
    const error = await failureOf(drain(bytes));
    expect(error.code).toBe('IMAGE_UNKNOWN');
    expect(error.message).toContain('package-model-test/none:1');
  });

  test('that are no archive are refused, and a broken source is told as itself', async () => {
    const error = await failureOf(engine.load(iterate([Buffer.from('no tar')]), signal));
    expect(error.message).toContain('cannot be loaded');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(1024);
      throw new Error('the source broke');
    }
    await expect(engine.load(broken(), signal)).rejects.toThrow('the source broke');
  });

  test('of a registry that does not answer are a NETWORK failure', async () => {
    const error = await failureOf(engine.pull('127.0.0.1:1/none:1', { signal }));
    expect(error.code).toBe('NETWORK');
    expect(error.message).toContain('127.0.0.1:1/none:1');
  });
});

describe('a registry', () => {
  test('gets an image by push and gives it back by the digest that was told', async () => {
    const registry = await startRegistry({ signal });
    const name = `${registry.host}/pushed/busybox:1`;
    try {
      await engine.tag(busyboxImage, name, signal);
      const digest = await engine.push(name, { signal });
      const image = await engine.inspectImage(name, signal);
      const pinned = name.replace(/:1$/, `@${digest}`);
      expect(image?.repoDigests).toContain(pinned);
      const lines: string[] = [];
      await engine.pull(pinned, { signal, onLine: (line) => lines.push(line) });
      expect(lines.join('\n')).toContain(digest);
      await engine.removeImage(pinned, signal);
    } finally {
      await engine.removeImage(name, signal);
      await registry.stop();
    }
  });
});

describe('containers', () => {
  test('answer on an ephemeral loopback port', async () => {
    const page = 'mkdir /www; echo hello > /www/index.html; httpd -f -p 8080 -h /www';
    const id = await engine.run(shell(page, { ports: [8080] }), signal);
    try {
      const container = await engine.inspectContainer(id, signal);
      expect(container?.state).toEqual({ kind: 'running' });
      expect(container?.ports[0]?.hostAddress).toBe('127.0.0.1');
      const port = container && hostPortOf(container, 8080);
      expect(await getUntilAnswered(port ?? 0)).toBe('hello\n');
    } finally {
      await engine.removeContainer(id, signal);
    }
    expect(await engine.inspectContainer(id, signal)).toBeUndefined();
    await engine.removeContainer(id, signal);
  });

  test('tell how they ended and what they wrote on both streams, in order', async () => {
    const id = await engine.run(shell('echo one; echo two >&2; echo three; exit 3'), signal);
    expect(await engine.wait(id, signal)).toBe(3);
    const container = await engine.inspectContainer(id, signal);
    expect(container?.state).toEqual({ kind: 'exited', exitCode: 3, oomKilled: false, error: '' });
    expect((await engine.logs(id, signal)).split('\n')).toEqual(
      expect.arrayContaining(['one', 'two', 'three']),
    );
    await engine.removeContainer(id, signal);
  });

  test('get the variables, files and mounts given, and nothing of the host', async () => {
    const file = join(folder, 'given.txt');
    await writeFile(file, 'copied\n', { mode: 0o600 });
    const command =
      'cat /tmp/given.txt /mounted/given.txt; echo "$PLAIN|$HIDDEN|$HOST_ONLY"; touch /mounted/x 2>/dev/null';
    const withCanary = testEngine(folder, {}, { HOST_ONLY: 'host-canary' });
    const { output, exitCode } = await runOneShot(
      withCanary,
      shell(command, {
        env: { PLAIN: 'two\nlines', HIDDEN: new Secret('a "quoted" $value') },
        files: [{ source: file, target: '/tmp/given.txt' }],
        mounts: [{ source: folder, target: '/mounted' }],
        dropCapabilities: 'all',
        network: 'none',
      }),
      signal,
    );
    expect(output).toContain('copied\ncopied\ntwo\nlines|a "quoted" $value|\n');
    expect(output).not.toContain('host-canary');
    expect(exitCode).not.toBe(0);
  });

  test('that cannot start leave nothing behind', async () => {
    const request = shell('true', { entrypoint: '/none' });
    const error = await failureOf(engine.run(request, signal));
    expect(error.code).toBe('ENTRY_MISSING');
    const again = await engine.run({ ...request, entrypoint: 'sleep', command: ['60'] }, signal);
    await engine.removeContainer(again, signal);
  });

  test('whose name is taken are refused, and the owner of the name stays', async () => {
    const first = shell('sleep 60');
    const id = await engine.run(first, signal);
    const error = await failureOf(engine.run({ ...shell('true'), name: first.name }, signal));
    expect(error.code).toBe('NAME_BUSY');
    expect((await engine.inspectContainer(id, signal))?.state.kind).toBe('running');
    await engine.removeContainer(id, signal);
  });

  test('past their memory are told as killed for it', async () => {
    const eat = 'tail /dev/zero';
    const request = shell(eat, { memoryBytes: 16 * 1024 * 1024 });
    const result = await runOneShot(engine, request, signal);
    expect(result).toMatchObject({ exitCode: 137, oomKilled: true });
  });

  test('tell what they write, run and take, and end when they are asked', async () => {
    const work = "trap 'exit 7' TERM; echo x > /written; echo y > /etc/y; while :; do :; done";
    const id = await engine.run(shell(work), signal);
    try {
      await expect
        .poll(async () => engine.changes(id, signal), { timeout: 10_000 })
        .toContainEqual({
          path: '/written',
          kind: 'added',
        });
      expect(await engine.changes(id, signal)).toContainEqual({
        path: '/etc',
        kind: 'changed',
      });
      const [process] = await engine.processes(id, signal);
      expect(process).toMatchObject({ user: '0' });
      expect(process?.command).toContain('trap');
      expect(process?.memoryBytes).toBeGreaterThan(0);
      expect((await engine.usage(id, signal))?.memoryBytes).toBeGreaterThan(0);
      const said = await engine.exec(id, ['sh', '-c', 'cat /written; exit 3'], signal);
      expect(said).toEqual({ exitCode: 3, stdout: 'x\n' });
      await engine.stop(id, { timeoutSeconds: 20 }, signal);
      const container = await engine.inspectContainer(id, signal);
      expect(container?.state).toMatchObject({ kind: 'exited', exitCode: 7 });
      expect(await engine.processes(id, signal)).toEqual([]);
      expect(await engine.usage(id, signal)).toBeUndefined();
      await engine.stop(id, { timeoutSeconds: 1 }, signal);
    } finally {
      await engine.removeContainer(id, signal);
    }
  });

  test('of an image that is not there are never pulled', async () => {
    const error = await failureOf(
      engine.run(shell('true', { image: 'package-model-test/none:1' }), signal),
    );
    expect(error.code).toBe('IMAGE_UNKNOWN');
  });

  test('are removed when the one who waits for them gives up', async () => {
    const controller = new AbortController();
    const request = shell('echo up; sleep 600');
    const started: string[] = [];
    const watched: Engine = {
      ...engine,
      async run(container, given) {
        const id = await engine.run(container, given);
        started.push(id);
        controller.abort(new Error('enough'));
        return id;
      },
    };
    const error: unknown = await runOneShot(watched, request, controller.signal).catch(
      (reason: unknown) => reason,
    );
    expect(codeOf(error)).toBe('ABORTED');
    expect(await engine.inspectContainer(started[0] ?? '', signal)).toBeUndefined();
  });
});

describe('an engine that is not there', () => {
  test('is named with its address and what to do', async () => {
    const socket = 'unix:///nonexistent/docker.sock';
    const dead = testEngine(folder, {}, { DOCKER_HOST: socket });
    const calls = [() => dead.info(signal), () => dead.inspectImage(busyboxImage, signal)];
    for (const ask of calls) {
      const error = await failureOf(ask());
      expect(error.code).toBe('ENGINE_DOWN');
      expect(error.message).toContain(socket);
      expect(error.message).toContain('systemctl start docker');
    }
  });

  test('is told apart from a client that is not installed', async () => {
    const missing = testEngine(folder, { program: '/nonexistent/docker' });
    const error = await failureOf(missing.info(signal));
    expect(error.code).toBe('ENGINE_MISSING');
    expect(error.message).toContain('/nonexistent/docker');
    expect(error.message).toContain('apt-get install docker.io');
  });

  test('leaves no files of ours', async () => {
    await mkdir(join(folder, 'own'), { recursive: true });
    const dead = testEngine(join(folder, 'own'), {}, { DOCKER_HOST: 'unix:///nonexistent.sock' });
    await failureOf(dead.run(shell('true', { env: { KEY: new Secret('canary') } }), signal));
    expect(await readdir(join(folder, 'own'))).toEqual([]);
  });
});

async function* iterate(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function drain(source: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return chunks;
}

async function getUntilAnswered(port: number): Promise<string> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      return await get(port);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

function get(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: '/index.html', agent: false },
      (response) => {
        const chunks: string[] = [];
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => chunks.push(chunk));
        response.on('end', () => resolve(chunks.join('')));
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}
