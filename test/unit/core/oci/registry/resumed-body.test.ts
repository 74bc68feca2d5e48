import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { digestOf } from '@package-model/core/oci/digest';
import type { Repository } from '@package-model/core/oci/repository';
import { expect, onTestFinished, test } from 'vitest';
import { stillClock } from '../../still-clock.ts';
import { listen, openNet } from './local-server.ts';
import type { Opened } from './local-server.ts';

const { signal } = new AbortController();
const bytes = randomBytes(2_500_000);
const digest = digestOf(bytes);
const HALF = bytes.length / 2;

type Answer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where its bytes begin and what they are; without it those that were asked for. */
  readonly from?: number;
  readonly of?: Buffer;
  /** The connection breaks after so many bytes of it. */
  readonly cutAfter?: number;
  /** It stays silent after `cutAfter` instead. */
  readonly stalls?: true;
};
type Asked = { readonly range: string | undefined; readonly path: string };

/** Sends what was asked for, as a server does that knows ranges, or what `answer` says otherwise. */
function send(response: ServerResponse, range: string | undefined, answer: Answer): void {
  const of = answer.of ?? bytes;
  const from = answer.from ?? Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  const status = answer.status ?? (range === undefined ? 200 : 206);
  if (status !== 200 && status !== 206)
    return void response.writeHead(status, answer.headers).end();
  const body = of.subarray(from);
  const place = { 'content-range': `bytes ${from}-${of.length - 1}/${of.length}` };
  const headers = { 'content-length': body.length, ...(status === 206 ? place : {}) };
  response.writeHead(status, { ...headers, ...answer.headers });
  if (answer.cutAfter === undefined) return void response.end(body);
  // So that the headers arrive even where no byte is to follow.
  response.flushHeaders();
  response.write(body.subarray(0, answer.cutAfter), () => {
    if (answer.stalls !== true) setImmediate(() => response.socket?.destroy());
  });
}

/** A registry with one blob, whose answers to requests for it come in this order, the last for good. */
async function openBlob(
  answers: readonly (Answer | 'no answer')[],
  idleTimeoutMs?: number,
): Promise<Opened & { readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const host = await listen(({ path, headers, request, response }) => {
    if (!path.includes('/blobs/')) return void response.writeHead(200).end();
    const { range } = headers;
    asked.push({ path, range });
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? {};
    if (answer === 'no answer') request.socket.destroy();
    else send(response, range, answer);
  });
  return { ...openNet(host, idleTimeoutMs), asked };
}

async function read(repository: Repository, until: AbortSignal = signal): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of repository.readBlob(digest, until)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

const ranges = (asked: readonly Asked[]) => asked.map(({ range }) => range);

test('a download that broke goes on from the byte that is missing', async () => {
  const { asked, repository, lines } = await openBlob([{ cutAfter: HALF }, {}]);
  expect((await read(repository)).equals(bytes)).toBe(true);
  expect(ranges(asked)).toEqual([undefined, `bytes=${HALF}-`]);
  const place = repository.name;
  expect(lines).toContainEqual(
    expect.stringMatching(
      `^${place}: the download of ${digest} broke after 1.3 MB, goes on from there: Cannot reach `,
    ),
  );
});

test('a registry without ranges sends all of it again, and what was there is left out', async () => {
  const { asked, repository } = await openBlob([{ cutAfter: HALF }, { status: 200, from: 0 }]);
  expect((await read(repository)).equals(bytes)).toBe(true);
  expect(asked).toHaveLength(2);
});

test('what a whole answer repeats is no progress', async () => {
  const again = { status: 200, from: 0, cutAfter: HALF };
  const { asked, repository } = await openBlob([again]);
  await expect(read(repository)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  expect(asked).toHaveLength(6);
});

test('the registry is asked again, not the host that it leads to', async () => {
  const atStorage: Asked[] = [];
  const storage = await listen(({ path, headers, response }) => {
    atStorage.push({ path, range: headers.range });
    send(response, headers.range, atStorage.length === 1 ? { cutAfter: HALF } : {});
  });
  const atRegistry: Asked[] = [];
  const registry = await listen(({ path, headers, response }) => {
    if (!path.includes('/blobs/')) return void response.writeHead(200).end();
    atRegistry.push({ path, range: headers.range });
    const location = `http://${storage}/data?signature=${atRegistry.length}`;
    response.writeHead(307, { location }).end();
  });
  const { repository } = openNet(registry);
  expect((await read(repository)).equals(bytes)).toBe(true);
  expect(ranges(atRegistry)).toEqual([undefined, `bytes=${HALF}-`]);
  expect(atStorage).toEqual([
    { path: '/data?signature=1', range: undefined },
    { path: '/data?signature=2', range: `bytes=${HALF}-` },
  ]);
});

test.each([
  ['416', { status: 416 }],
  ['404', { status: 404 }],
  ['403', { status: 403 }],
  ['a range that begins elsewhere', { from: HALF - 1 }],
  ['a range that is not told', { headers: { 'content-range': 'bytes' } }],
  ['204', { status: 204 }],
])('%s in answer to the rest ends in the error that broke it', async (_, answer) => {
  const { asked, repository, lines } = await openBlob([{ cutAfter: HALF }, answer]);
  await expect(read(repository)).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringContaining('Cannot reach'),
  });
  expect(asked).toHaveLength(2);
  expect(lines.at(-1)).toContain(`the download of ${digest} cannot go on: `);
});

test.each(['no answer', { cutAfter: 0 }, { status: 503 }] as const)(
  'five tries without a byte are enough: %o',
  async (answer) => {
    const { asked, repository, sleeps } = await openBlob([{ cutAfter: HALF }, answer]);
    await expect(read(repository)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('Cannot reach'),
    });
    expect(asked).toHaveLength(6);
    expect(sleeps).toEqual([375, 750, 1500, 3000, 6000]);
  },
);

test('each byte that comes gives five tries again', async () => {
  const step = bytes.length / 10;
  const stumbling = Array.from({ length: 9 }, () => [{ cutAfter: step }, 'no answer'] as const);
  const { asked, repository, sleeps } = await openBlob([...stumbling.flat(), {}]);
  expect((await read(repository)).equals(bytes)).toBe(true);
  expect(asked).toHaveLength(19);
  expect(new Set(sleeps)).toEqual(new Set([375, 750]));
});

test('a busy registry is given the time that it asks for', async () => {
  const busy = { status: 429, headers: { 'retry-after': '30' } };
  const { repository, sleeps } = await openBlob([{ cutAfter: HALF }, busy, {}]);
  expect((await read(repository)).equals(bytes)).toBe(true);
  expect(sleeps).toEqual([375, 30_000]);
});

test('a download that stands still is taken up again', async () => {
  const { repository } = await openBlob([{ cutAfter: HALF, stalls: true }, {}], 200);
  expect((await read(repository)).equals(bytes)).toBe(true);
});

test('an end that was asked for is no break', async () => {
  const ending = new AbortController();
  const { asked, repository } = await openBlob([{ cutAfter: HALF, stalls: true }]);
  const reading = read(repository, ending.signal);
  await expect.poll(() => asked.length).toBe(1);
  ending.abort(new Error('the user ended it'));
  await expect(reading).rejects.toThrow('the user ended it');
  expect(asked).toHaveLength(1);
});

test('other bytes in the rest are refused, and nothing of them is to be seen', async () => {
  const other = randomBytes(bytes.length);
  const { repository } = await openBlob([{ cutAfter: HALF }, { of: other }]);
  const folder = await mkdtemp(join(tmpdir(), 'package-model-resumed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const layout = new LayoutRepository({ name: `dir:${folder}`, folder }, stillClock());
  const open = (inner: AbortSignal) => repository.readBlob(digest, inner);
  const source = { label: 'weights', sizeBytes: bytes.length, digest, open };
  const placing = layout.putBlob(source, signal);
  await expect(placing).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  expect(await layout.blobSize(digest, signal)).toBeUndefined();
});

test('an unknown blob is one at the first request alone', async () => {
  const { asked, repository } = await openBlob([{ status: 404 }]);
  await expect(read(repository)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
  expect(asked).toHaveLength(1);
});
