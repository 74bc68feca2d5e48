import type { IncomingMessage } from 'node:http';
import { createBody } from '@package-model/core/engine/docker-start';
import type { ContainerRequest } from '@package-model/core/engine/engine';
import { Secret } from '@package-model/core/secret';
import { afterEach, describe, expect, test } from 'vitest';
import { json, startSocketDocker } from './socket-server.ts';
import type { Daemon, SocketDocker } from './socket-server.ts';

const { signal } = new AbortController();
const id = 'c0ffee42'.repeat(8);
const request: ContainerRequest = {
  image: 'package-model/candidate:1',
  name: 'package-model-smoke-1',
  labels: { 'package-model.run': 'run-1' },
  env: { PLAIN: 'a b', TOKEN: new Secret('s3cret') },
  ports: [5001],
};

let docker: SocketDocker | undefined;
afterEach(() => docker?.close());

async function start(
  daemon: Daemon,
  printed: { exitCode?: number; stdout?: string; stderr?: string } = {},
) {
  docker = await startSocketDocker(daemon, { stdout: `${id}\n`, ...printed });
  return docker;
}

const createCall = 'POST /containers/create?name=package-model-smoke-1';
const startCall = `POST /containers/${id}/start`;
const started: Daemon[string] = (response) => void response.writeHead(204).end();

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

describe('a container', () => {
  test('is made and started over the socket, with its variables in the body', async () => {
    let body: Promise<string> | undefined;
    const { engine, called } = await start({
      [createCall]: (response, incoming) => {
        body = textOf(incoming);
        void body.then(() => json({ Id: id }, 201)(response, incoming));
      },
      [startCall]: started,
    });
    expect(await engine.run(request, signal)).toBe(id);
    expect(called).toEqual([]);
    const sent: unknown = JSON.parse((await body) ?? '');
    expect(sent).toMatchObject({
      Image: 'package-model/candidate:1',
      Env: ['PLAIN=a b', 'TOKEN=s3cret'],
      Labels: { 'package-model.run': 'run-1' },
    });
  });

  test.each<[string, Daemon[string]]>([
    ['a refusal', json({ message: 'Conflict. The container name is in use' }, 409)],
    ['an id that is none', json({ Id: '../c0ffee' }, 201)],
    ['an answer that breaks off', (response) => void response.writeHead(201).end('{"Id":')],
  ])('is made by the command line after %s', async (_what, answer) => {
    const { engine, called } = await start({ [createCall]: answer, [startCall]: started });
    expect(await engine.run(request, signal)).toBe(id);
    expect(called[0]).toMatch(/^container create --pull=never /);
    // The value of a secret is not among the words.
    expect(called.join('\n')).not.toContain('s3cret');
  });

  test('that cannot start is told by the command line, and removed', async () => {
    const refusal = {
      exitCode: 1,
      stderr: 'Error response from daemon: port is already allocated',
    };
    const { engine, called } = await start(
      {
        [createCall]: json({ Id: id }, 201),
        [startCall]: json({ message: 'port is already allocated' }, 500),
      },
      refusal,
    );
    await expect(engine.run(request, signal)).rejects.toMatchObject({ code: 'PORT_BUSY' });
    expect(called[0]).toBe(`container start -- ${id}`);
    expect(called[1]).toMatch(/^container ls .*--filter=label=package-model\.start=/);
  });

  test('that is being made when the run is cancelled is looked for until it shows up', async () => {
    const cancelled = new AbortController();
    const { engine, called } = await start(
      { [createCall]: () => cancelled.abort(new Error('Ctrl-C')) },
      { stdout: '' },
    );
    await expect(engine.run(request, cancelled.signal)).rejects.toThrow('cancelled');
    const looks = called.filter((call) => call.startsWith('container ls '));
    expect(looks.length).toBeGreaterThan(1);
    expect(called.filter((call) => call.startsWith('container rm '))).toEqual([]);
  });

  test.each<[string, Partial<ContainerRequest>]>([
    ['a name', { name: '-rm' }],
    ['an image', { image: '' }],
    ['a port', { ports: [70_000] }],
    ['a network', { network: 'a b' }],
    ['a variable', { env: { 'A=B': 'c' } }],
  ])('with %s that no engine can take is not asked for at all', async (_what, wrong) => {
    const { engine, sent } = await start({});
    await expect(engine.run({ ...request, ...wrong }, signal)).rejects.toMatchObject({
      code: 'BAD_OPTION',
    });
    expect(sent.filter((call) => call.includes('/containers/create'))).toEqual([]);
  });
});

describe('the body of a container', () => {
  const label = ['package-model.start', 'nonce'] as const;

  test('publishes on loopback only, and gives no new privileges', () => {
    expect(createBody(request, label)).toMatchObject({
      Labels: { 'package-model.start': 'nonce' },
      ExposedPorts: { '5001/tcp': {} },
      HostConfig: {
        PortBindings: { '5001/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
        SecurityOpt: ['no-new-privileges'],
        NetworkMode: 'default',
        PidsLimit: 4096,
      },
    });
  });

  test('has limits, mounts, user and program as they were asked for', () => {
    const body = createBody(
      {
        ...request,
        memoryBytes: 2 ** 30,
        cpus: 0.5,
        gpus: 'all',
        dropCapabilities: 'all',
        network: 'none',
        user: '10001:0',
        entrypoint: 'python',
        command: ['-c', 'pass'],
        mounts: [
          { source: '/a,b', target: '/m' },
          { source: '/w', target: '/w', writable: true },
        ],
      },
      label,
    );
    expect(body).toMatchObject({
      User: '10001:0',
      Entrypoint: ['python'],
      Cmd: ['-c', 'pass'],
      HostConfig: {
        Memory: 2 ** 30,
        MemorySwap: 2 ** 30,
        NanoCpus: 500_000_000,
        CapDrop: ['ALL'],
        NetworkMode: 'none',
        DeviceRequests: [{ Driver: '', Count: -1, Capabilities: [['gpu']] }],
        Mounts: [
          { Type: 'bind', Source: '/a,b', Target: '/m', ReadOnly: true },
          { Type: 'bind', Source: '/w', Target: '/w', ReadOnly: false },
        ],
      },
    });
  });
});
