import { messageOf } from '../../errors.ts';
import { discard } from '../../http/http.ts';
import type { HttpResponse } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import type { Digest } from '../digest.ts';
import { OciError } from '../errors.ts';
import { digestOfStream, hashing } from '../hash-stream.ts';
import type { HashingStream } from '../hash-stream.ts';
import type { BlobSource } from '../repository.ts';
import { skipBytes } from '../skip-bytes.ts';
import { MAX_TRIES } from './backoff.ts';
import { isPassing } from './is-passing.ts';
import type { RegistryClient } from './registry-client.ts';

const PROGRESS_BYTES = 8 * 1024 * 1024;
/** Up to here a blob of known digest goes in one request; sending it again costs next to nothing. */
const SMALL_BYTES = 1024 * 1024;
/** Statuses that say "not in this style" to an upload's first bytes: the other one is tried. */
const OTHER_STYLE: ReadonlySet<number> = new Set([404, 405, 413, 416]);
/** Statuses that say that an upload under way is no longer known; ACR and distribution differ. */
const GONE: ReadonlySet<number> = new Set([404, 416]);
const LOGIN: ReadonlySet<number> = new Set([401, 403]);

export type UploadDeps = {
  readonly client: RegistryClient;
  readonly repository: string;
  readonly log: Pick<Log, 'debug' | 'progress'>;
};

type Session = { readonly url: URL; readonly heldBytes: number };
type Sending = { readonly deps: UploadDeps; readonly signal: AbortSignal };
type Sent = { readonly url: URL; readonly digest: Digest };

/**
 * Sends a blob in one pass, hashing on the way: POST, one PATCH with all of it, PUT with the digest.
 * After a broken connection the registry is asked what it holds and only the rest is sent; where it
 * holds nothing the upload starts again. A small blob whose digest is known takes POST and PUT.
 */
export async function uploadBlob(
  source: BlobSource,
  deps: UploadDeps,
  signal: AbortSignal,
): Promise<Digest> {
  const { digest: known, sizeBytes } = source;
  if (known === undefined || sizeBytes > SMALL_BYTES) {
    const sent = await sendByPatch(source, deps, signal);
    if (sent !== 'other-style') return sent;
  }
  const digest = known ?? (await hash(source, signal));
  return sendByPut({ ...source, digest }, deps, signal);
}

async function sendByPatch(
  source: BlobSource,
  deps: UploadDeps,
  signal: AbortSignal,
): Promise<Digest | 'other-style'> {
  let session = await begin(deps, signal);
  let sent: Digest | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const rest = await sendRest(source, session, { deps, signal });
      if (rest === 'other-style') return rest;
      sent = rest.digest;
      session = { ...session, url: rest.url };
      await close(rest, deps, signal);
      return rest.digest;
    } catch (error) {
      if (!(error instanceof OciError) || attempt >= MAX_TRIES) throw error;
      const anew = wantsNew(error, session);
      if (!anew && !isPassing(error)) throw error;
      await deps.client.pause(attempt, error.answer, signal);
      // A lost answer to the closing PUT: the blob may stand there already.
      if (sent !== undefined && (await hasBlob(sent, deps, signal))) return sent;
      const held = anew ? undefined : await resume(session, source, { deps, signal });
      session = held ?? (await begin(deps, signal));
      deps.log.debug(`${source.label}: going on after ${session.heldBytes} bytes`);
    }
  }
}

/** One PUT with everything; there is nothing to go on with after it broke. */
async function sendByPut(
  source: BlobSource & { readonly digest: Digest },
  deps: UploadDeps,
  signal: AbortSignal,
): Promise<Digest> {
  for (let attempt = 1; ; attempt += 1) {
    const session = await begin(deps, signal);
    try {
      await sendWhole(source, session, { deps, signal });
      return source.digest;
    } catch (error) {
      if (!(error instanceof OciError)) throw error;
      // It may be refused because the bytes are not those of the digest.
      if (error.code === 'REGISTRY_FAILED') checkDigest(source, await hash(source, signal));
      const isHopeless = !wantsNew(error, session) && !isPassing(error);
      if (attempt >= MAX_TRIES || isHopeless) throw error;
      await deps.client.pause(attempt, error.answer, signal);
      if (await hasBlob(source.digest, deps, signal)) return source.digest;
    }
  }
}

async function hasBlob(digest: Digest, deps: UploadDeps, signal: AbortSignal): Promise<boolean> {
  const response = await deps.client.send(
    {
      method: 'HEAD',
      repository: deps.repository,
      path: `blobs/${digest}`,
      access: 'push',
      expect: [404],
    },
    signal,
  );
  return response.status === 200;
}

/** Whether only a new upload can help: this one is unknown, or what is held of it goes with no rest. */
function wantsNew(error: OciError, { heldBytes }: Session): boolean {
  if (error.answer === undefined || isPassing(error)) return false;
  const { status } = error.answer;
  return GONE.has(status) || (heldBytes > 0 && !LOGIN.has(status));
}

async function begin(deps: UploadDeps, signal: AbortSignal): Promise<Session> {
  const response = await deps.client.send(
    {
      method: 'POST',
      repository: deps.repository,
      path: 'blobs/uploads/',
      access: 'push',
      headers: { 'content-length': '0' },
    },
    signal,
  );
  await discard(response);
  return { url: nextUrl(response, response.url, deps), heldBytes: 0 };
}

async function sendRest(
  source: BlobSource,
  session: Session,
  { deps, signal }: Sending,
): Promise<Sent | 'other-style'> {
  const restBytes = source.sizeBytes - session.heldBytes;
  if (session.heldBytes > 0 && restBytes === 0) {
    return { url: session.url, digest: source.digest ?? (await hash(source, signal)) };
  }
  let stream: HashingStream | undefined;
  const response = await deps.client.send(
    {
      method: 'PATCH',
      repository: deps.repository,
      path: session.url,
      access: 'push',
      headers: {
        'content-type': 'application/octet-stream',
        ...(session.heldBytes === 0
          ? {}
          : { 'content-range': `${session.heldBytes}-${source.sizeBytes - 1}` }),
      },
      body: {
        sizeBytes: restBytes,
        open: (inner: AbortSignal) => {
          stream = hashing(source.open(inner));
          return skipBytes(reporting(stream.bytes, source, deps), session.heldBytes);
        },
      },
      expect: session.heldBytes === 0 ? [...OTHER_STYLE] : [...GONE],
      retry: 'never',
    },
    signal,
  );
  await discard(response);
  if (session.heldBytes > 0) requireKnown(source.label, response, deps);
  else if (OTHER_STYLE.has(response.status)) return 'other-style';
  const url = nextUrl(response, session.url, deps);
  const digest = stream?.finish().digest ?? (await hash(source, signal));
  checkDigest(source, digest);
  return { url, digest };
}

/** A source that is not what was announced stays so: trying again would not help. */
function checkDigest(source: BlobSource, found: Digest): void {
  if (source.digest === undefined || source.digest === found) return;
  throw new OciError('DIGEST_MISMATCH', `${source.label} is ${found}, not ${source.digest}`);
}

async function sendWhole(
  source: BlobSource & { readonly digest: Digest },
  session: Session,
  { deps, signal }: Sending,
): Promise<void> {
  const response = await deps.client.send(
    {
      method: 'PUT',
      repository: deps.repository,
      path: withDigest(session.url, source.digest),
      access: 'push',
      headers: { 'content-type': 'application/octet-stream' },
      body: {
        sizeBytes: source.sizeBytes,
        open: (inner: AbortSignal) => reporting(source.open(inner), source, deps),
      },
      retry: 'never',
    },
    signal,
  );
  await discard(response);
}

async function hash(source: BlobSource, signal: AbortSignal): Promise<Digest> {
  return (await digestOfStream(source.open(signal))).digest;
}

async function close(upload: Sent, deps: UploadDeps, signal: AbortSignal): Promise<void> {
  const response = await deps.client.send(
    {
      method: 'PUT',
      repository: deps.repository,
      path: withDigest(upload.url, upload.digest),
      access: 'push',
      headers: { 'content-length': '0', 'content-type': 'application/octet-stream' },
      expect: [...GONE],
      retry: 'never',
    },
    signal,
  );
  await discard(response);
  requireKnown(upload.digest, response, deps);
}

function requireKnown(what: string, { status }: HttpResponse, { client }: UploadDeps): void {
  if (!GONE.has(status)) return;
  const message = `${client.host} no longer knows the upload of ${what}; run again`;
  throw new OciError('REGISTRY_FAILED', message, { answer: { status, retryAfterMs: undefined } });
}

/** What the registry holds of a broken upload, OCI distribution-spec "Resuming"; undefined if gone. */
async function resume(
  session: Session,
  source: BlobSource,
  { deps, signal }: Sending,
): Promise<Session | undefined> {
  const { repository } = deps;
  const asked = { method: 'GET', repository, path: session.url, access: 'push' } as const;
  const response = await deps.client.send(asked, signal).catch((error: unknown) => {
    const status = error instanceof OciError ? error.answer?.status : undefined;
    if (status === undefined || LOGIN.has(status)) throw error;
    deps.log.debug(`${source.label}: what was sent of it is given up: ${messageOf(error)}`);
    return undefined;
  });
  if (response === undefined) return undefined;
  await discard(response);
  const range = /^(?:bytes=)?0-(\d+)$/.exec(response.headers.get('range') ?? '');
  const end = range === null ? 0 : Number(range[1]);
  // "0-0" is what an empty upload reports too, so it counts as nothing held.
  const isUsable = end > 0 && end < source.sizeBytes;
  if (!isUsable) return undefined;
  // Quay's answer has no place: the upload stays where it was.
  const isTold = response.headers.has('location');
  const url = isTold ? nextUrl(response, session.url, deps) : session.url;
  return { url, heldBytes: end + 1 };
}

function nextUrl(response: HttpResponse, base: URL, deps: UploadDeps): URL {
  const location = response.headers.get('location');
  if (location === undefined) {
    throw new OciError('REGISTRY_FAILED', `${deps.client.host} gave no place to upload to`);
  }
  return deps.client.resolve(location, base);
}

function withDigest(url: URL, digest: Digest): URL {
  const target = new URL(url);
  target.searchParams.set('digest', digest);
  return target;
}

async function* reporting(
  bytes: AsyncIterable<Uint8Array>,
  source: BlobSource,
  deps: UploadDeps,
): AsyncGenerator<Uint8Array> {
  let doneBytes = 0;
  let reported = 0;
  for await (const chunk of bytes) {
    doneBytes += chunk.length;
    if (doneBytes - reported >= PROGRESS_BYTES || doneBytes === source.sizeBytes) {
      reported = doneBytes;
      deps.log.progress({ task: source.label, doneBytes, totalBytes: source.sizeBytes });
    }
    yield chunk;
  }
}
