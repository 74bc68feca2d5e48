import { isRecord } from '../is-record.ts';
import type { DockerApi } from './docker-api.ts';
import { failed } from './docker-cli.ts';
import { parseLoaded, parseUnpackFault } from './docker-text.ts';
import { EngineError } from './errors.ts';

const WHAT = 'the image cannot be loaded into the engine';

/**
 * Loads an archive over the socket, which spares the bytes the way through the command line. Gives
 * the image's name or id; undefined where the socket does not answer and the archive was not begun.
 */
export async function loadOverSocket(
  api: DockerApi,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<string | undefined> {
  let isBegun = false;
  let fault: { readonly error: unknown } | undefined;
  async function* archive(): AsyncGenerator<Uint8Array> {
    isBegun = true;
    try {
      yield* source;
    } catch (error) {
      fault = { error };
      throw error;
    }
  }
  // With its progress, so that a long load is not silent.
  const path = '/images/load?quiet=0';
  const call = { method: 'POST', path, patience: 'none', signal } as const;
  const answer = await api.call({ ...call, archive: archive() });
  if (fault !== undefined) throw fault.error;
  if (answer !== undefined) {
    const said = saidIn(answer.status, Buffer.from(answer.bytes).toString());
    return loadedIn(said, async (name) => {
      const path = `/images/${encodeURIComponent(name)}`;
      await api.call({ method: 'DELETE', path, patience: 'none', signal });
    });
  }
  if (!isBegun) return undefined;
  const message = `${WHAT}: the connection to ${api.endpoint} broke; see whether it still runs`;
  throw new EngineError('ENGINE_FAILED', message);
}

/**
 * The name or id in what `docker load` prints. An image that was not unpacked is removed: it would be
 * taken for a whole one by its layers.
 */
export async function loadedIn(
  said: string,
  remove: (name: string) => Promise<void>,
): Promise<string> {
  const loaded = parseLoaded(said);
  const fault = parseUnpackFault(said);
  if (fault !== undefined) {
    if (loaded !== undefined) await remove(loaded);
    throw failed(WHAT, { exitCode: 1, stderr: fault });
  }
  if (loaded !== undefined) return loaded;
  throw new EngineError('ENGINE_FAILED', 'docker loaded an archive but named no image in it');
}

/** What the daemon says in JSON lines: `{"stream": …}`, `{"error": …}`; `{"message": …}` alone. */
function saidIn(status: number, text: string): string {
  const said = text.split(/\r?\n/).map(parseLine);
  const errors = said.flatMap(({ error, message }) => error ?? message ?? []);
  if (status !== 200 || errors.length > 0) {
    const stderr = errors.join('\n') || `status ${status}`;
    throw failed(WHAT, { exitCode: 1, stderr });
  }
  return said.map(({ stream = '' }) => stream).join('');
}

type Said = { readonly [K in 'stream' | 'error' | 'message']?: string };

function parseLine(line: string): Said {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return {}; // The end of a line whose beginning was not kept.
  }
  if (!isRecord(value)) return {};
  const texts = Object.entries(value).filter(([, member]) => typeof member === 'string');
  return Object.fromEntries(texts);
}
