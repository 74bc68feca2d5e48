import type { Clock } from '../clock.ts';
import { codeOf } from '../errors.ts';
import type { ManifestContent, Repository } from '../oci/repository.ts';

const PUT_TRIES = 3;

export type WaitDeps = { readonly clock: Clock; readonly signal: AbortSignal };

export type Put = {
  readonly manifest: ManifestContent;
  readonly tag: string;
  /** Sends the manifest's blobs once more. */
  readonly resend: () => Promise<unknown>;
};

/**
 * Puts a manifest whose blobs are stored. Refused for a missing one, the blobs are sent once more
 * after a moment: while another registration writes the very blob, some registries do not have it.
 */
export async function putSurely(repository: Repository, put: Put, deps: WaitDeps): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await repository.putManifest(put.manifest, put.tag, deps.signal);
    } catch (error) {
      if (codeOf(error) !== 'BLOB_UNKNOWN' || attempt >= PUT_TRIES) throw error;
      await pause(attempt, deps);
      await put.resend();
    }
  }
}

/** Waits a moment that grows from round to round up to a second, with jitter. */
export async function pause(round: number, deps: WaitDeps): Promise<void> {
  const ceilingMs = Math.min(1000, 40 * 2 ** Math.min(round, 5));
  await deps.clock.sleep(Math.ceil(ceilingMs * deps.clock.random()), deps.signal);
}
