import { randomBytes } from 'node:crypto';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import { digestOf } from '@package-model/core/oci/digest';
import type { BlobSource } from '@package-model/core/oci/repository';
import { expect, test } from 'vitest';
import { listen, openNet } from './local-server.ts';
import type { Exchange, Opened } from './local-server.ts';

const { signal } = new AbortController();
const bytes = randomBytes(3_000_000);
const HALF = bytes.length / 2;
const digest = digestOf(bytes);

function weights(more: Partial<BlobSource> = {}): BlobSource {
  const open = async function* open(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
  };
  return { label: 'weights', sizeBytes: bytes.length, open, ...more };
}

type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
};
/** What a registry does otherwise than usual; undefined leaves the request to the usual. */
type Quirk = (exchange: Exchange, turn: number) => Reply | 'cut' | undefined;

/** A registry that keeps what came of a broken PATCH; `quirk` gets the turn of each method, from 1. */
async function openRegistry(quirk: Quirk): Promise<Opened & { readonly asked: string[] }> {
  const asked: string[] = [];
  const uploads = new Map<string, Buffer[]>();
  const blobs = new Map<string, Buffer>();
  const turns = new Map<string, number>();
  const host = await listen(async (exchange) => {
    const { method, path, headers, request, response } = exchange;
    if (!path.includes('/blobs/')) return void response.writeHead(200).end();
    const url = new URL(path, 'http://registry');
    const range = headers['content-range'];
    asked.push(`${method} ${url.pathname.split('/').at(-1)}${range ? ` ${range}` : ''}`);
    const turn = (turns.get(method) ?? 0) + 1;
    turns.set(method, turn);
    const reply = quirk(exchange, turn);
    if (typeof reply === 'object') {
      request.resume();
      return void response.writeHead(reply.status, reply.headers).end(reply.text);
    }
    if (method === 'HEAD') {
      return void response.writeHead(blobs.has(path.split('/').at(-1) ?? '') ? 200 : 404).end();
    }
    const id = method === 'POST' ? `u${turn}` : (url.pathname.split('/').at(-1) ?? '');
    const pieces = uploads.get(id) ?? [];
    uploads.set(id, pieces);
    let heldBytes = pieces.reduce((total, piece) => total + piece.length, 0);
    for await (const chunk of request) {
      if (!Buffer.isBuffer(chunk)) continue;
      const piece = reply === 'cut' ? chunk.subarray(0, HALF - heldBytes) : chunk;
      pieces.push(piece);
      heldBytes += piece.length;
      if (reply === 'cut' && heldBytes === HALF) return void request.socket.resetAndDestroy();
    }
    const location = `/v2/net/blobs/uploads/${id}`;
    const whole = Buffer.concat(pieces);
    const isRight = url.searchParams.get('digest') === digestOf(whole);
    if (method === 'PUT' && isRight) blobs.set(digestOf(whole), whole);
    const status = { GET: 204, POST: 202, PATCH: 202, PUT: isRight ? 201 : 400 }[method] ?? 405;
    response.writeHead(status, { location, range: `0-${Math.max(0, heldBytes - 1)}` }).end();
  });
  return { ...openNet(host), asked };
}

const cutFirst = ({ method }: Exchange, turn: number) =>
  method === 'PATCH' && turn === 1 ? 'cut' : undefined;

test('an upload that broke goes on from what the registry holds', async () => {
  const { asked, repository } = await openRegistry(cutFirst);
  await repository.putBlob(weights(), signal);
  expect(asked).toEqual([
    'POST ',
    'PATCH u1',
    'GET u1',
    `PATCH u1 ${HALF}-${bytes.length - 1}`,
    'PUT u1',
  ]);
});

test.each([400, 404, 405, 409, 413, 416])(
  'an upload whose rest is refused with %i begins anew, in the same style',
  async (status) => {
    const { asked, repository } = await openRegistry((exchange, turn) =>
      exchange.headers['content-range'] === undefined ? cutFirst(exchange, turn) : { status },
    );
    await repository.putBlob(weights(), signal);
    expect(asked.slice(4)).toEqual(['POST ', 'PATCH u2', 'PUT u2']);
  },
);

test('an upload whose rest is refused for want of a right is an error', async () => {
  const { repository } = await openRegistry((exchange, turn) =>
    exchange.headers['content-range'] === undefined ? cutFirst(exchange, turn) : { status: 403 },
  );
  const refused = repository.putBlob(weights(), signal);
  await expect(refused).rejects.toMatchObject({ code: 'DENIED' });
});

test('an upload that always breaks and is always forgotten ends after five tries', async () => {
  const { asked, repository } = await openRegistry(({ method, headers }) => {
    if (method !== 'PATCH') return undefined;
    return headers['content-range'] === undefined ? 'cut' : { status: 404 };
  });
  await expect(repository.putBlob(weights(), signal)).rejects.toMatchObject({
    code: 'UNREACHABLE',
  });
  expect(asked.filter((line) => line.startsWith('PATCH'))).toHaveLength(5);
});

test('a place that the answer to "how far" leaves out is the one known', async () => {
  const { asked, repository } = await openRegistry((exchange, turn) =>
    exchange.method === 'GET'
      ? { status: 204, headers: { range: `0-${HALF - 1}` } }
      : cutFirst(exchange, turn),
  );
  await repository.putBlob(weights(), signal);
  expect(asked.slice(2)).toEqual(['GET u1', `PATCH u1 ${HALF}-${bytes.length - 1}`, 'PUT u1']);
});

test.each([400, 404, 405, 410, 500, 501])(
  'a registry that says %i to "how far" gets the upload anew',
  async (status) => {
    const { asked, repository } = await openRegistry((exchange, turn) =>
      exchange.method === 'GET' ? { status } : cutFirst(exchange, turn),
    );
    await repository.putBlob(weights(), signal);
    expect(asked.slice(-3)).toEqual(['POST ', 'PATCH u2', 'PUT u2']);
  },
);

test.each([404, 416])('an upload that is unknown (%i) at its end begins anew', async (status) => {
  const { asked, repository } = await openRegistry(({ method }, turn) =>
    method === 'PUT' && turn === 1 ? { status } : undefined,
  );
  await repository.putBlob(weights(), signal);
  expect(asked.slice(3)).toEqual([`HEAD ${digest}`, 'POST ', 'PATCH u2', 'PUT u2']);
});

test.each([
  ['PATCH', 400],
  ['PATCH', 409],
  ['PATCH', 412],
  ['PATCH', 501],
  ['PUT', 400],
  ['PUT', 409],
])('a %s that is refused with %i is not sent again', async (method, status) => {
  const { asked, repository, sleeps } = await openRegistry((exchange) =>
    exchange.method === method ? { status, text: 'no' } : undefined,
  );
  const small = bytesSource('config', Buffer.from('{}'), { likelyPresent: false });
  for (const source of method === 'PUT' ? [weights(), small] : [weights()]) {
    asked.length = 0;
    const refused = repository.putBlob(source, signal);
    await expect(refused).rejects.toMatchObject({ code: 'REGISTRY_FAILED' });
    expect(asked.filter((line) => line.startsWith(method))).toHaveLength(1);
    expect(sleeps).toEqual([]);
  }
});

test.each([408, 425, 429, 500, 503, 522])('%i is answered by sending again', async (status) => {
  const { asked, repository } = await openRegistry(({ method }, turn) =>
    ['POST', 'PATCH', 'PUT'].includes(method) && turn === 1 ? { status } : undefined,
  );
  await repository.putBlob(weights(), signal);
  expect(asked.at(-1)).toMatch(/^PUT/);
});

test('a PATCH or PUT waits as long as the registry asks', async () => {
  const { repository, sleeps } = await openRegistry(({ method }, turn) =>
    ['PATCH', 'PUT'].includes(method) && turn === 1
      ? { status: 429, headers: { 'retry-after': method === 'PUT' ? '7' : '21' } }
      : undefined,
  );
  await repository.putBlob(weights(), signal);
  expect(sleeps).toEqual([21_000, 7000]);
});

test('a PUT of a whole blob waits as long as the registry asks', async () => {
  const { repository, sleeps } = await openRegistry(({ method }, turn) =>
    method === 'PUT' && turn === 1 ? { status: 503, headers: { 'retry-after': '13' } } : undefined,
  );
  const config = bytesSource('config', Buffer.from('{}'), { likelyPresent: false });
  await repository.putBlob(config, signal);
  expect(sleeps).toEqual([13_000]);
});

test('a registry that takes no PATCH gets a PUT, which outlives a busy moment', async () => {
  const { asked, repository } = await openRegistry(({ method }, turn) => {
    if (method === 'PATCH') return { status: 413 };
    return method === 'PUT' && turn === 1 ? { status: 503 } : undefined;
  });
  await repository.putBlob(weights(), signal);
  const patches = asked.filter((line) => line.startsWith('PATCH'));
  expect(patches).toHaveLength(1);
  expect(asked.at(-1)).toBe('PUT u3');
});

test('a whole blob that is refused is looked at: it may not be what was announced', async () => {
  const { repository } = await openRegistry(({ method }) =>
    method === 'PATCH' ? { status: 413 } : undefined,
  );
  const lying = repository.putBlob(weights({ digest: digestOf('other') }), signal);
  await expect(lying).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
});
