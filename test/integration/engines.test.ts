import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContainerRequest, Engine, EngineName } from '@package-model/core/engine/engine';
import { hostPortOf } from '@package-model/core/engine/engine';
import { createPodmanEngine } from '@package-model/core/engine/podman';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import { Secret } from '@package-model/core/secret';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { busyboxImage, importBusyboxImage } from './support/busybox-image.ts';
import { socketEngine, testEngine } from './support/engines.ts';
import { podmanEnvironment, testPodman } from './support/podman.ts';
import { startRegistry } from './support/registry.ts';

const { signal } = new AbortController();
const unique = `${process.pid}-${Date.now()}`;
const engines = new Map<string, Engine>();
let folder = '';
let names = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-engines-'));
  await importBusyboxImage();
  const docker = testEngine(folder);
  const environment = { ...process.env, ...(await podmanEnvironment(folder)) };
  const deps = {
    run: createRun(environment),
    pipe: createPipe(environment),
    temporaryDirectory: folder,
    runId: 'run-1',
  };
  const podman = createPodmanEngine(deps, { program: testPodman() });
  engines.set('docker', docker).set('podman', podman);
  engines.set('docker by its socket', await socketEngine(folder));
  await podman.load(docker.save(busyboxImage, signal), signal);
});

afterAll(async () => {
  await engines.get('podman')?.removeImage(busyboxImage, signal);
  await rm(folder, { recursive: true, force: true });
});

function shell(command: string, more: Partial<ContainerRequest> = {}): ContainerRequest {
  names += 1;
  return {
    image: busyboxImage,
    name: `package-model-engines-${unique}-${names}`,
    labels: { 'package-model-test': unique },
    env: {},
    ports: [],
    command: ['sh', '-c', command],
    ...more,
  };
}

describe.each<[string, EngineName]>([
  ['docker', 'docker'],
  ['docker by its socket', 'docker'],
  ['podman', 'podman'],
])('%s', (engineName, name) => {
  let engine: Engine;

  beforeAll(() => {
    const found = engines.get(engineName);
    if (found === undefined) throw new Error(`no engine ${engineName}`);
    engine = found;
  });

  async function during<T>(
    request: ContainerRequest,
    work: (id: string) => Promise<T>,
  ): Promise<T> {
    const id = await engine.run(request, signal);
    try {
      return await work(id);
    } finally {
      await engine.removeContainer(id, signal);
    }
  }

  async function outputOf(request: ContainerRequest): Promise<string> {
    return during(request, async (id) => {
      await engine.wait(id, signal);
      return engine.logs(id, signal);
    });
  }

  test('tells who it is, its platform and its room', async () => {
    const info = await engine.info(signal);
    expect(info).toMatchObject({ name, os: 'linux' });
    expect(info.serverVersion).toMatch(/^\d+\./);
    expect(info.cpus).toBeGreaterThan(0);
    expect(await engine.freeBytes(signal)).toBeGreaterThan(0);
    expect(await engine.whyNoGpu(signal)).toContain('no GPU driver');
  });

  test('tells images with diff ids and config, and those that are not there', async () => {
    const image = await engine.inspectImage(busyboxImage, signal);
    expect(image).toMatchObject({ os: 'linux', config: { Env: ['PATH=/bin'], Cmd: ['sh'] } });
    expect(image?.layers).toHaveLength(1);
    expect(await engine.listImages(signal)).toContainEqual(image?.layers);
    expect(await engine.inspectImage('package-model-test/none:1', signal)).toBeUndefined();
    await engine.removeImage('package-model-test/none:1', signal);
  });

  test('saves and loads an image under its name', async () => {
    const image = `package-model-test/saved-again-${process.pid}:1`;
    await engine.tag(busyboxImage, image, signal);
    const archive: Uint8Array[] = [];
    for await (const chunk of engine.save(image, signal)) archive.push(chunk);
    await engine.removeImage(image, signal);
    async function* source(): AsyncGenerator<Uint8Array> {
      yield* archive;
    }
    const loaded = await engine.load(source(), signal);
    expect(loaded.replace(/^localhost\//, '')).toBe(image);
    expect(await engine.inspectImage(image, signal)).toBeDefined();
    await engine.removeImage(image, signal);
    expect(await engine.inspectImage(image, signal)).toBeUndefined();
  });

  test('pushes to a registry of this machine and pulls by the digest it told', async () => {
    const registry = await startRegistry({ signal });
    const image = `${registry.host}/pushed/busybox:1`;
    try {
      await engine.tag(busyboxImage, image, signal);
      const pinned = image.replace(/:1$/, `@${await engine.push(image, { signal })}`);
      await engine.removeImage(image, signal);
      await engine.pull(pinned, { signal });
      expect(await engine.inspectImage(pinned, signal)).toBeDefined();
      await engine.tag(pinned, image, signal);
      await engine.removeImage(pinned, signal);
    } finally {
      await engine.removeImage(image, signal);
      await registry.stop();
    }
  });

  test('publishes on an ephemeral port of this machine', async () => {
    const page = 'mkdir /www; echo hello > /www/index.html; exec httpd -f -p 8080 -h /www';
    await during(shell(page, { ports: [8080] }), async (id) => {
      const container = await engine.inspectContainer(id, signal);
      expect(container?.state).toEqual({ kind: 'running' });
      expect(container?.ports[0]?.hostAddress).toBe('127.0.0.1');
      expect(await engine.reach(signal)).toMatchObject({ host: '127.0.0.1' });
      const port = container && hostPortOf(container, 8080);
      expect(await textOf(`http://127.0.0.1:${port}/`)).toBe('hello\n');
    });
  });

  test('keeps an isolated container from the outside, and lets this machine ask it', async () => {
    const whyNot = await engine.whyNotIsolated(signal);
    if (whyNot !== undefined) {
      expect([name, whyNot]).toEqual(['podman', expect.stringMatching(/CNI|rootless/)]);
      return;
    }
    const network = `package-model-engines-${name}-${unique}`;
    await engine.createIsolatedNetwork({ name: network, labels: {} }, signal);
    try {
      const page =
        'mkdir /www; (nc -w 2 198.51.100.1 80 </dev/null; echo $?) > /www/index.html 2>&1; exec httpd -f -p 8080 -h /www';
      await during(shell(page, { network }), async (id) => {
        const container = await engine.inspectContainer(id, signal);
        const address = container?.addresses[network] ?? 'none';
        expect(await textOf(`http://${address}:8080/`)).toMatch(/unreachable|timed out|\n?1\n$/i);
      });
    } finally {
      await engine.removeNetwork(network, signal);
      await engine.removeNetwork(network, signal);
    }
  });

  test('gives variables, secrets and files, and nothing of this machine', async () => {
    const file = join(folder, `${name}-file`);
    await writeFile(file, 'content');
    const said = await outputOf(
      shell('echo $A-$B; cat /deep/file; echo; cat /proc/self/status; echo "[$HTTP_PROXY]"', {
        env: { A: 'one', B: new Secret('two words') },
        files: [{ source: file, target: '/tmp/file' }],
        command: ['sh', '-c', 'echo $A-$B; cat /tmp/file; echo; cat /proc/self/status'],
      }),
    );
    expect(said).toContain('one-two words');
    expect(said).toContain('content');
    expect(said).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(said).not.toContain(`HOSTNAME=${hostname()}`);
  });

  test('limits memory and processors', async () => {
    const limits = { memoryBytes: 64 * 2 ** 20, cpus: 0.5 };
    await during(shell('sleep 60', limits), async (id) => {
      const groups = await engine.exec(
        id,
        ['sh', '-c', 'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes'],
        signal,
      );
      expect(groups.stdout).toContain('67108864');
    });
  });

  test('tells what a container writes, runs and takes, and stops it', async () => {
    await during(shell('touch /written; exec sleep 60'), async (id) => {
      await expect
        .poll(() => engine.changes(id, signal), { timeout: 10_000 })
        .toContainEqual({
          path: '/written',
          kind: 'added',
        });
      expect(await engine.processes(id, signal)).toMatchObject([
        { user: '0', command: 'sleep 60' },
      ]);
      expect((await engine.usage(id, signal))?.memoryBytes).toBeGreaterThan(0);
      await engine.stop(id, { timeoutSeconds: 1 }, signal);
      await engine.stop(id, { timeoutSeconds: 1 }, signal);
      expect(await engine.inspectContainer(id, signal)).toMatchObject({
        state: { kind: 'exited', exitCode: 137 },
      });
      expect(await engine.processes(id, signal)).toEqual([]);
      expect(await engine.usage(id, signal)).toBeUndefined();
    });
  });

  test('merges both streams of the log in the order of time', async () => {
    const said = await outputOf(shell('echo one; sleep 0.2; echo two >&2; sleep 0.2; echo three'));
    expect(said).toBe('one\ntwo\nthree\n');
  });

  test('gives the end of a log that has no end, within its bounds', async () => {
    const flood = 'while :; do echo 0123456789012345678901234567890123456789; done';
    await during(shell(flood), async (id) => {
      await engine.stop(id, { timeoutSeconds: 1 }, signal);
      const said = await engine.logs(id, signal);
      expect(said.length).toBeGreaterThan(1000);
      expect(said.length).toBeLessThanOrEqual(256 * 1024);
    });
  });

  test('copies out of a container, and a missing container is no error', async () => {
    const request = shell('echo made > /tmp/made; sleep 60');
    await during(request, async (id) => {
      await expect
        .poll(() => engine.exec(id, ['cat', '/tmp/made'], signal), { timeout: 10_000 })
        .toEqual({ exitCode: 0, stdout: 'made\n' });
      const target = join(folder, `${name}-made`);
      await engine.copyFrom(id, '/tmp/made', target, signal);
      expect(await readFile(target, 'utf8')).toBe('made\n');
    });
    await engine.removeContainer(request.name, signal);
    expect(await engine.inspectContainer(request.name, signal)).toBeUndefined();
  });

  test('says why a container cannot start, and leaves nothing', async () => {
    const wrong = shell('true', { entrypoint: '/none' });
    await expect(engine.run(wrong, signal)).rejects.toMatchObject({ code: 'ENTRY_MISSING' });
    expect(await engine.inspectContainer(wrong.name, signal)).toBeUndefined();
    const unknown = shell('true', { image: 'package-model-test/none:1' });
    await expect(engine.run(unknown, signal)).rejects.toMatchObject({ code: 'IMAGE_UNKNOWN' });
    const gpus = shell('true', { gpus: 'all' });
    await expect(engine.run(gpus, signal)).rejects.toMatchObject({ code: 'NO_GPU' });
  });

  test('builds with a secret that stays out of the image', async () => {
    const context = join(folder, `${name}-context`);
    await rm(context, { recursive: true, force: true });
    const tag = `package-model-test/${name}-built:1`;
    await mkdir(context);
    const builder = await engine.builder(signal);
    const isClassic = builder === 'classic';
    const mount = isClassic ? '' : '--mount=type=secret,id=token ';
    // Which registry's name podman has given it depends on the docker that it comes from.
    const local = name === 'podman' ? await engine.inspectImage(busyboxImage, signal) : undefined;
    const from = local?.id ?? busyboxImage;
    const text = `FROM ${from}\nRUN ${mount}touch /built && (cat /run/secrets/token > /dev/null || true)\n`;
    await writeFile(join(context, 'Dockerfile'), text);
    const value = new Secret('never-in-the-image');
    const secrets = isClassic ? [] : [{ id: 'token', source: { kind: 'value', value } } as const];
    const lines: string[] = [];
    const request = { contextFolder: context, dockerfile: 'Dockerfile', tag, secrets };
    const onLine = (line: string): void => void lines.push(line);
    const id = await engine.build({ ...request, onLine }, signal);
    const image = await engine.inspectImage(tag, signal);
    expect(id.replace('sha256:', '')).toBe(image?.id.replace('sha256:', ''));
    expect(image?.layers).toHaveLength(2);
    await engine.removeImage(tag, signal);
  });
});

async function textOf(url: string): Promise<string> {
  let text = '';
  await expect
    .poll(
      async () => {
        text = await fetch(url).then((response) => response.text());
        return text;
      },
      { timeout: 15_000 },
    )
    .not.toBe('');
  return text;
}
