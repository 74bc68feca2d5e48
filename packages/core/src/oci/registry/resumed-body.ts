import { messageOf } from '../../errors.ts';
import { formatSize } from '../../format-size.ts';
import { HttpError } from '../../http/errors.ts';
import { discard } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import type { Digest } from '../digest.ts';
import { OciError } from '../errors.ts';
import { skipBytes } from '../skip-bytes.ts';
import { MAX_TRIES } from './backoff.ts';
import { isPassing } from './is-passing.ts';
import type { RegistryClient } from './registry-client.ts';

export type BodyDeps = {
  readonly client: RegistryClient;
  readonly repository: string;
  /** The right that the repository's reads ask for. */
  readonly access: 'pull' | 'push';
  readonly log: Pick<Log, 'debug'>;
};

/**
 * A blob's bytes as they come; BLOB_UNKNOWN where there is none. When the connection breaks, the rest
 * is asked for, so often without a byte in between as anything is tried. Nothing here looks at the
 * bytes: who reads them checks the digest of all of them.
 */
export async function* resumedBody(
  digest: Digest,
  deps: BodyDeps,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { client, repository, log } = deps;
  const what = `${client.host}/${repository}: the download of ${digest}`;
  let body: AsyncIterable<Uint8Array> | undefined = await start(digest, deps, signal);
  let doneBytes = 0;
  let tries = 0;
  let first: unknown;
  for (;;) {
    try {
      body ??= await rest(digest, doneBytes, deps, signal);
      for await (const chunk of body) {
        doneBytes += chunk.length;
        tries = 0;
        yield chunk;
      }
      return;
    } catch (error) {
      if (signal.aborted) throw error;
      if (tries === 0) first = error;
      if (tries === MAX_TRIES || !isBroken(error)) {
        log.debug(`${what} cannot go on: ${messageOf(error)}`);
        throw first;
      }
      tries += 1;
      body = undefined;
      const where = `broke after ${formatSize(doneBytes)}, goes on from there`;
      log.debug(`${what} ${where}: ${messageOf(error)}`);
      const answer = error instanceof OciError ? error.answer : undefined;
      await client.pause(tries, answer, signal);
    }
  }
}

async function start(
  digest: Digest,
  { client, repository, access }: BodyDeps,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const asked = { method: 'GET', repository, path: `blobs/${digest}`, access } as const;
  const response = await client.send({ ...asked, expect: [404] }, signal);
  if (response.status !== 404) return response.body;
  await discard(response);
  throw new OciError('BLOB_UNKNOWN', `${client.host}/${repository} has no blob ${digest}`);
}

/**
 * What comes after `doneBytes`. The registry is asked and not the host that it has led to: the right
 * to read there lasts some minutes.
 */
async function rest(
  digest: Digest,
  doneBytes: number,
  { client, repository, access }: BodyDeps,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const path = `blobs/${digest}`;
  const asked = { method: 'GET', repository, path, access, retry: 'never' } as const;
  const headers = doneBytes === 0 ? {} : { range: `bytes=${doneBytes}-` };
  const response = await client.send({ ...asked, headers }, signal);
  if (response.status === 200) return skipBytes(response.body, doneBytes);
  const range = response.headers.get('content-range') ?? '';
  const from = /^bytes (\d+)-/.exec(range)?.[1];
  if (response.status === 206 && Number(from) === doneBytes) return response.body;
  await discard(response);
  const found = `status ${response.status} with the range "${range}"`;
  throw new OciError('REGISTRY_FAILED', `${client.host} answers ${found} to bytes=${doneBytes}-`);
}

function isBroken(error: unknown): boolean {
  if (!(error instanceof HttpError)) return isPassing(error);
  return error.code === 'UNREACHABLE' || error.code === 'TIMEOUT';
}
