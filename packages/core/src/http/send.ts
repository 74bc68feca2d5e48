import type { ClientRequest } from 'node:http';
import { HttpError } from './errors.ts';

/** Bytes in memory, or a source of exactly `sizeBytes` that can be opened again for a retry. */
export type HttpBody =
  | Uint8Array
  | string
  | {
      readonly sizeBytes: number;
      open(signal: AbortSignal): AsyncIterable<Uint8Array>;
    };

/** A source whose size nobody knows: it is sent in chunks, once. */
export type ChunkedBody = {
  readonly sizeBytes?: undefined;
  open(signal: AbortSignal): AsyncIterable<Uint8Array>;
};

type StreamedBody = Exclude<HttpBody, Uint8Array | string> | ChunkedBody;

/** False for a body that can be given away at once. */
export function isStreamed(body: HttpBody | ChunkedBody | undefined): body is StreamedBody {
  return body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array);
}

/** The header that tells the exact size, where it is known. */
export function contentLength(
  method: string,
  body: HttpBody | ChunkedBody | undefined,
): Readonly<Record<string, string>> {
  if (body === undefined) {
    return ['POST', 'PUT', 'PATCH'].includes(method) ? { 'content-length': '0' } : {};
  }
  if (typeof body === 'string') return { 'content-length': String(Buffer.byteLength(body)) };
  const sizeBytes = body instanceof Uint8Array ? body.byteLength : body.sizeBytes;
  return sizeBytes === undefined ? {} : { 'content-length': String(sizeBytes) };
}

/**
 * Writes the body. At most two writes are under way when a chunk is written, so a source may fill a
 * buffer again once it has been asked for two chunks more. Returns early when the answer comes first.
 */
export async function sendBody(
  outgoing: ClientRequest,
  body: HttpBody | ChunkedBody | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (!isStreamed(body)) {
    outgoing.end(body);
    return;
  }
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  outgoing.once('response', stop).once('close', stop);
  try {
    await streamBody(outgoing, body, { stopped: stopped.signal, signal });
  } catch (error) {
    // A source that was told to stop has nothing new to say by failing.
    if (!stopped.signal.aborted || error instanceof HttpError) throw error;
  }
}

async function streamBody(
  outgoing: ClientRequest,
  body: StreamedBody,
  { stopped, signal }: { readonly stopped: AbortSignal; readonly signal: AbortSignal },
): Promise<void> {
  let older: Promise<void> = Promise.resolve();
  let newer: Promise<void> = Promise.resolve();
  let sentBytes = 0;
  const { sizeBytes } = body;
  if (sizeBytes === 0) outgoing.end();
  for await (const chunk of body.open(AbortSignal.any([signal, stopped]))) {
    if (chunk.byteLength === 0) continue;
    sentBytes += chunk.byteLength;
    if (sizeBytes !== undefined && sentBytes > sizeBytes) {
      throw wrongSize(sizeBytes, `${sentBytes} or more`);
    }
    // A destroyed request answers writes at once: its `close` event would never get its turn.
    if (stopped.aborted || outgoing.destroyed) return;
    older = newer;
    newer = new Promise((resolve) => void outgoing.write(chunk, () => resolve()));
    if (sentBytes === sizeBytes) outgoing.end();
    await settled(older, stopped);
  }
  if (stopped.aborted || outgoing.destroyed) return;
  if (sizeBytes === undefined) outgoing.end();
  else if (sentBytes < sizeBytes) throw wrongSize(sizeBytes, String(sentBytes));
  await settled(newer, stopped);
}

/** Waits for a write; on a connection that never came about its callback is not called. */
async function settled(write: Promise<void>, stopped: AbortSignal): Promise<void> {
  let wake = (): void => {};
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  stopped.addEventListener('abort', wake, { once: true });
  if (stopped.aborted) wake();
  await Promise.race([write, woken]);
  stopped.removeEventListener('abort', wake);
}

function wrongSize(expectedBytes: number, found: string): HttpError {
  const text = `What was to be sent changed under way: announced were ${expectedBytes} bytes, found ${found}. Try again when nothing writes to it.`;
  return new HttpError('BODY_SIZE', text);
}
