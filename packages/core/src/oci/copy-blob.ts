import type { Clock } from '../clock.ts';
import { formatSize } from '../format-size.ts';
import type { Log } from '../log.ts';
import type { Digest } from './digest.ts';
import type { Placed, Repository } from './repository.ts';

export type CopyDeps = {
  readonly log: Pick<Log, 'info' | 'moved'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly signal: AbortSignal;
};

export type BlobToCopy = { readonly what: string; readonly digest: Digest; readonly size: number };

/**
 * Brings a blob from one repository into another the cheapest way there is: present, linked,
 * mounted, or streamed, which is announced with its size. Gives the bytes that moved.
 */
export async function copyBlob(
  blob: BlobToCopy,
  ends: { readonly from: Repository; readonly to: Repository },
  deps: CopyDeps,
): Promise<number> {
  const { from, to } = ends;
  const startedAt = deps.clock.now();
  const adopted = await to.adoptBlob(blob, from, deps.signal);
  const placed = adopted ?? (await stream(blob, ends, deps));
  const movedBytes = adopted === undefined ? placed.sizeBytes : 0;
  deps.log.moved({
    what: blob.what,
    from: from.name,
    to: to.name,
    how: placed.how,
    sizeBytes: movedBytes,
    durationMs: deps.clock.now() - startedAt,
    why: reason(placed, ends),
  });
  return movedBytes;
}

async function stream(
  blob: BlobToCopy,
  ends: { readonly from: Repository; readonly to: Repository },
  deps: CopyDeps,
): Promise<Placed> {
  const { from, to } = ends;
  deps.log.info(`Copying ${blob.what} (${formatSize(blob.size)}) from ${from.name} to ${to.name}.`);
  await to.ensureSpace(blob.size);
  const source = {
    label: blob.what,
    sizeBytes: blob.size,
    digest: blob.digest,
    open: (signal: AbortSignal) => from.readBlob(blob.digest, signal),
  };
  return to.putBlob(source, deps.signal);
}

function reason(
  placed: Placed,
  ends: { readonly from: Repository; readonly to: Repository },
): string {
  switch (placed.how) {
    case 'present':
      return 'the repository has it already';
    case 'linked':
      return 'both folders are on one file system';
    case 'mounted':
      return 'both repositories are on one registry';
    case 'uploaded':
    case 'written':
      return ends.from.kind === ends.to.kind
        ? 'the two do not share blobs'
        : `a ${ends.from.kind} and a ${ends.to.kind} share no blobs`;
  }
}
