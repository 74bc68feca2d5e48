import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { startSocketDocker } from './socket-server.ts';
import type { Daemon, SocketDocker } from './socket-server.ts';

type Answer = (...call: Parameters<Daemon[string]>) => Promise<void>;

const { signal } = new AbortController();
const LOAD = 'POST /images/load?quiet=0';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(answer: Daemon[string]): Promise<SocketDocker> {
  const docker = await startSocketDocker({ [LOAD]: answer });
  closers.push(() => docker.close());
  return docker;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** Reads the archive, then says these lines. */
function says(lines: readonly unknown[], status = 200): Daemon[string] {
  const text = lines.map((line) => `${JSON.stringify(line)}\r\n`).join('');
  const answer: Answer = async (response, request) => {
    await bodyOf(request);
    response.writeHead(status).end(text);
  };
  return (response, request) => void answer(response, request);
}

async function* archive(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield new TextEncoder().encode(part);
}

describe('an archive over the socket', () => {
  test('comes whole, and its image is named', async () => {
    let seen: { readonly body: string; readonly type: string | undefined } | undefined;
    const answer: Answer = async (response, request) => {
      seen = { body: await bodyOf(request), type: request.headers['content-type'] };
      response.end('{"stream":"Loaded image: org/a:1\\n"}\r\n');
    };
    const docker = await start((response, request) => void answer(response, request));
    const loaded = await docker.engine.load(archive('one ', '', 'two'), signal);
    expect(loaded).toBe('org/a:1');
    expect(seen).toEqual({ body: 'one two', type: 'application/x-tar' });
    expect(docker.called).toEqual([]);
  });

  test('is named in spite of much progress before', async () => {
    const progress = { status: 'Loading layer', progressDetail: { current: 1, total: 2 } };
    const lines = Array.from({ length: 5000 }, () => progress);
    const docker = await start(says([...lines, { stream: 'Loaded image ID: sha256:aa\n' }]));
    expect(await docker.engine.load(archive('x'), signal)).toBe('sha256:aa');
  });

  test.each<[string, Daemon[string], string]>([
    ['a line', says([{ error: 'no space left on device' }]), 'no space left on device'],
    ['a status', says([{ message: 'archive/tar: invalid tar header' }], 500), 'invalid tar header'],
    ['a status alone', says([], 503), 'status 503'],
    ['nothing', says([{ status: 'Loading layer' }]), 'named no image'],
    ['an end before its time', (response) => void response.destroy(), 'connection to unix://'],
  ])('that is refused by %s is an error with its reason', async (_, answer, reason) => {
    const docker = await start(answer);
    await expect(docker.engine.load(archive('x'), signal)).rejects.toThrow(reason);
    expect(docker.called).toEqual([]);
  });

  test('whose image was not unpacked has failed, and leaves no image', async () => {
    const removed: string[] = [];
    const docker = await startSocketDocker({
      [LOAD]: says([
        { stream: 'Loaded image: org/a:1\n' },
        { stream: 'Error unpacking image org/a:1: mkdir /x: no space left on device\n' },
      ]),
      'DELETE /images/org%2Fa%3A1': (response) => {
        removed.push('org/a:1');
        response.end('[]');
      },
    });
    closers.push(() => docker.close());
    const load = docker.engine.load(archive('x'), signal);
    await expect(load).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('Error unpacking image org/a:1: mkdir /x'),
    });
    expect(removed).toEqual(['org/a:1']);
  });

  test('that cannot be read says so itself, even where a connection is the reason', async () => {
    const docker = await start(says([]));
    const fault = new Error('the layer broke off');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      throw fault;
    }
    await expect(docker.engine.load(broken(), signal)).rejects.toBe(fault);
  });

  test('ends when the run is cancelled', async () => {
    const cancelled = new AbortController();
    const docker = await start(() => cancelled.abort(new Error('enough')));
    const load = docker.engine.load(archive('x'), cancelled.signal);
    await expect(load).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
