import { createDockerApi } from '@package-model/core/engine/docker-api';
import { createHttp } from '@package-model/core/http/http';
import type { RunResult } from '@package-model/core/process/run';
import { afterEach, describe, expect, test } from 'vitest';
import { json, startSocketDocker } from './socket-server.ts';
import type { Daemon, SocketDocker } from './socket-server.ts';

const { signal } = new AbortController();
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(daemon: Daemon, printed: Partial<RunResult> = {}): Promise<SocketDocker> {
  const docker = await startSocketDocker(daemon, printed);
  closers.push(() => docker.close());
  return docker;
}

const container = {
  Id: 'c0ffee',
  State: { Status: 'running' },
  NetworkSettings: { Ports: { '5001/tcp': [{ HostIp: '127.0.0.1', HostPort: '32768' }] } },
};
const printedContainer = JSON.stringify([container]);

describe('a container', () => {
  test('is asked of the socket alone, in the version of the daemon', async () => {
    const docker = await start({ 'GET /containers/c0ffee/json': json(container) });
    const found = await docker.engine.inspectContainer('c0ffee', signal);
    expect(found?.state.kind).toBe('running');
    expect(docker.sent).toEqual(['GET /_ping', 'GET /v1.41/containers/c0ffee/json']);
    expect(docker.called).toEqual([]);
  });

  test('that the daemon does not know is gone', async () => {
    const gone = json({ message: 'No such container: c0ffee' }, 404);
    const docker = await start({ 'GET /containers/c0ffee/json': gone });
    expect(await docker.engine.inspectContainer('c0ffee', signal)).toBeUndefined();
    expect(docker.called).toEqual([]);
  });

  test.each<[string, Daemon[string]]>([
    ['a status of 500', json({ message: 'broken' }, 500)],
    ['JSON that breaks off', (response) => void response.end('{"Id":"c0ffee","State":{')],
    ['JSON of another shape', json({ Id: 7 })],
    ['a list', json([container])],
    ['no JSON', (response) => void response.end('<html>')],
    ['nothing', (response) => void response.end()],
    ['a redirect', (response) => void response.writeHead(301, { location: '/' }).end()],
    ['a body shorter than announced', cutOff],
    ['a connection that breaks', (response) => void response.destroy()],
  ])('is asked of the command line after %s', async (_what, answer) => {
    const docker = await start(
      { 'GET /containers/c0ffee/json': answer },
      { stdout: printedContainer },
    );
    const found = await docker.engine.inspectContainer('c0ffee', signal);
    expect(found?.state.kind).toBe('running');
    expect(docker.called).toEqual(['container inspect -- c0ffee']);
  });

  test('is removed by force, with its volumes', async () => {
    const docker = await start({
      'DELETE /containers/c0ffee?force=true&v=true': (response) =>
        void response.writeHead(204).end(),
    });
    await docker.engine.removeContainer('c0ffee', signal);
    expect(docker.called).toEqual([]);
  });

  test('that cannot be removed is told as the command line tells it', async () => {
    const docker = await start({}, { exitCode: 1, stderr: 'Error: device or resource busy' });
    await expect(docker.engine.removeContainer('c0ffee', signal)).rejects.toThrow(
      'container c0ffee cannot be removed: Error: device or resource busy',
    );
  });
});

function cutOff(response: Parameters<Daemon[string]>[0]): void {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{');
  response.destroy();
}

describe('images', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const image = {
    Id: digest,
    RepoDigests: [],
    Architecture: 'amd64',
    Os: 'linux',
    Size: 1,
    Config: null,
    RootFS: { Layers: [digest] },
  };

  test('have names with slashes, which are one part of the path', async () => {
    const path = 'GET /images/ghcr.io%2Forg%2Fm%3A1.0/json';
    const docker = await start({ [path]: json(image) });
    const found = await docker.engine.inspectImage('ghcr.io/org/m:1.0', signal);
    expect(found?.layers).toEqual([digest]);
    expect(docker.called).toEqual([]);
  });

  test.each(['../version', 'a/../b', 'a//b', 'a?b=c', 'a b', '-a', '.', '%2e%2e'])(
    'named %j are left to the command line',
    async (name) => {
      const docker = await start({}, { exitCode: 1, stderr: 'Error: No such image: x' });
      expect(await docker.engine.inspectImage(name, signal)).toBeUndefined();
      expect(docker.sent).toEqual([]);
      expect(docker.called).toEqual([`image inspect -- ${name}`]);
    },
  );

  test('are listed by what each is made of, but for those that went meanwhile', async () => {
    const other = `sha256:${'b'.repeat(64)}`;
    const docker = await start({
      'GET /images/json': json([{ Id: digest }, { Id: other }, { Id: digest }]),
      [`GET /images/${encodeURIComponent(digest)}/json`]: json(image),
      [`GET /images/${encodeURIComponent(other)}/json`]: json({ message: 'no' }, 404),
    });
    expect(await docker.engine.listImages(signal)).toEqual([[digest], []]);
    expect(docker.called).toEqual([]);
  });

  describe("of containerd's store", () => {
    const names = ['127.0.0.1:5000/base', 'python', 'mine'];
    const stored = {
      ...image,
      Descriptor: { digest },
      RepoDigests: names.map((name) => `${name}@${digest}`),
      Identity: {
        Pull: [{ Repository: '127.0.0.1/base' }, { Repository: 'docker.io/library/python' }],
      },
    };
    const ping = (version: string): Daemon => ({
      'GET /_ping': (response) => void response.setHeader('Api-Version', version).end('OK'),
    });
    const digestsOf = async (version: string, answer: unknown) => {
      const docker = await start({ ...ping(version), 'GET /images/x/json': json(answer) });
      return (await docker.engine.inspectImage('x', signal))?.repoDigests;
    };

    test('have only the digests of registries, where it tells them', async () => {
      expect(await digestsOf('1.53', stored)).toEqual(stored.RepoDigests.slice(0, 2));
      expect(await digestsOf('1.53', { ...stored, Identity: undefined })).toEqual([]);
      const built = { ...stored, Identity: { ...stored.Identity, Build: [{ Ref: 'x' }] } };
      expect(await digestsOf('1.53', built)).toEqual(stored.RepoDigests.slice(0, 1));
      expect(await digestsOf('1.52', { ...stored, Identity: undefined })).toHaveLength(3);
    });

    test('are not those of a classic one, which has digests of registries alone', async () => {
      const classic = { ...stored, Descriptor: undefined, Identity: undefined };
      expect(await digestsOf('1.56', classic)).toEqual(stored.RepoDigests);
    });
  });

  test('are tagged and untagged', async () => {
    const docker = await start({
      'POST /images/a%2Fb%401/tag?repo=package-model%2Fcandidate&tag=1': json('', 201),
      'DELETE /images/package-model%2Fcandidate%3A1': json([{ Untagged: 'x' }]),
    });
    await docker.engine.tag('a/b@1', 'package-model/candidate:1', signal);
    await docker.engine.removeImage('package-model/candidate:1', signal);
    expect(docker.called).toEqual([]);
  });

  test('that are in use are told as the command line tells it', async () => {
    const conflict = json({ message: 'conflict: unable to remove' }, 409);
    const docker = await start(
      { 'DELETE /images/a%3A1': conflict },
      { exitCode: 1, stderr: 'Error response from daemon: conflict: unable to remove' },
    );
    await expect(docker.engine.removeImage('a:1', signal)).rejects.toThrow('conflict');
    expect(docker.called).toEqual(['image rm -- a:1']);
  });
});

describe('the engine itself', () => {
  test('is known by two questions, asked once', async () => {
    const docker = await start({
      'GET /version': json({ Version: '20.10.24', Os: 'linux', Arch: 'amd64' }),
      'GET /info': json({ Name: 'x', NCPU: 2, DriverStatus: null }),
    });
    const info = await docker.engine.info(signal);
    expect(info).toEqual({
      name: 'docker',
      serverVersion: '20.10.24',
      os: 'linux',
      architecture: 'amd64',
      cpus: 2,
      imageStore: 'classic',
    });
    await docker.engine.info(signal);
    expect(docker.sent).toEqual(['GET /_ping', 'GET /v1.41/version', 'GET /v1.41/info']);
    expect(docker.called).toEqual([]);
  });

  test('that is podman is left to the command line', async () => {
    const docker = await start({
      'GET /_ping': (response) =>
        void response
          .writeHead(200, { 'api-version': '1.41', 'libpod-api-version': '4.3.1' })
          .end('OK'),
    });
    await docker.engine.inspectContainer('c0ffee', signal).catch(() => {});
    expect(docker.sent).toEqual(['GET /_ping']);
    expect(docker.called).toEqual(['container inspect -- c0ffee']);
  });

  test.each(['', '1', '1.41/../../x', 'v1.41', '2.0'])(
    'with the version %j is left to the command line',
    async (version) => {
      const docker = await start({
        'GET /_ping': (response) => void response.setHeader('api-version', version).end('OK'),
      });
      await docker.engine.inspectContainer('c0ffee', signal).catch(() => {});
      expect(docker.sent).toEqual(['GET /_ping']);
    },
  );

  test('is not asked again over a connection that broke', async () => {
    const docker = await start(
      { 'GET /containers/c0ffee/json': (response) => void response.destroy() },
      { stdout: printedContainer },
    );
    await docker.engine.inspectContainer('c0ffee', signal);
    await docker.engine.inspectContainer('c0ffee', signal);
    expect(docker.sent).toHaveLength(2);
    expect(docker.called).toHaveLength(2);
  });
});

describe('a socket', () => {
  test('that is not there gives no answer', async () => {
    const http = createHttp({ userAgent: 'package-model/test', idleTimeoutMs: 5000 });
    const api = createDockerApi(http, '/nowhere/docker.sock');
    expect(await api.call({ method: 'GET', path: '/info', signal })).toBeUndefined();
    expect(api.endpoint).toBe('unix:///nowhere/docker.sock');
    http.close();
  });

  test("is left when the caller gives up, with the caller's own reason", async () => {
    const leaving = new AbortController();
    const docker = await start({ 'GET /version': () => leaving.abort(new Error('enough')) });
    const asked = docker.engine.info(leaving.signal);
    await expect(asked).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(docker.engine.inspectContainer('c', leaving.signal)).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(docker.called).toEqual([]);
  });
});
