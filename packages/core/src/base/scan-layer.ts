import { ImageError } from '../image/errors.ts';
import type { TarHeader } from '../image/tar-header.ts';
import { TarScanner } from '../image/tar-scan.ts';
import type { TreeChange, TreeEntry } from './image-tree.ts';
import { wanted } from './wanted-paths.ts';

/** Bounds on what a hostile image can make us hold or read; one budget for all of its layers. */
export type ScanLimits = {
  readonly entries: number;
  readonly changes: number;
  readonly fileBytes: number;
  readonly keptBytes: number;
  readonly plainBytes: number;
};

/** More than any real image has; a hundred times less than what would hurt. */
export const scanLimits: ScanLimits = {
  entries: 5_000_000,
  changes: 500_000,
  fileBytes: 16 * 1024 * 1024,
  keptBytes: 64 * 1024 * 1024,
  plainBytes: 256 * 1024 ** 3,
};

const PATH_LIMIT = 4096;

/** Reads layers' plain tar bytes, one after the other, and remembers what somebody may ask of them. */
export class LayerScanner {
  readonly #limits: ScanLimits;
  readonly #used = { entries: 0, changes: 0, keptBytes: 0, plainBytes: 0 };

  constructor(limits: ScanLimits = scanLimits) {
    this.#limits = limits;
  }

  /** The changes of one layer, in its order. BAD_ARCHIVE when it is damaged or past a limit. */
  async scan(bytes: AsyncIterable<Uint8Array>): Promise<TreeChange[]> {
    const changes: TreeChange[] = [];
    let pieces: Buffer[] | undefined;
    let current: TarHeader | undefined;
    const finish = (): void => {
      if (current === undefined || pieces === undefined) return;
      const content = Buffer.concat(pieces);
      changes.push({ kind: 'set', path: current.path, entry: { ...fileOf(current), content } });
      pieces = undefined;
    };
    const scanner = new TarScanner({
      entry: (header) => {
        finish();
        current = header;
        this.#count('entries', 1);
        const change = changeOf(header);
        if (change === undefined) return;
        this.#count('changes', 1);
        const keeps = header.type === 'file' && wanted(header.path, 'other') === 'content';
        if (!keeps || header.sizeBytes > this.#limits.fileBytes) changes.push(change);
        else pieces = [];
      },
      data: (piece) => {
        if (pieces === undefined) return;
        this.#count('keptBytes', piece.length);
        pieces.push(Buffer.from(piece));
      },
    });
    for await (const chunk of bytes) {
      this.#count('plainBytes', chunk.length);
      scanner.push(chunk);
    }
    finish();
    return changes;
  }

  #count(what: 'entries' | 'changes' | 'keptBytes' | 'plainBytes', more: number): void {
    this.#used[what] += more;
    if (this.#used[what] <= this.#limits[what]) return;
    const message = `the image is too large to be read: more than ${this.#limits[what]} ${what}`;
    throw new ImageError('BAD_ARCHIVE', message);
  }
}

function changeOf(header: TarHeader): TreeChange | undefined {
  const { path } = header;
  if (path.length > PATH_LIMIT || path.split('/').includes('..')) {
    const shown = JSON.stringify(path.slice(0, 80));
    throw new ImageError('BAD_ARCHIVE', `a layer holds the path ${shown}, which no image may have`);
  }
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, Math.max(slash, 0));
  const name = path.slice(slash + 1);
  if (name === '.wh..wh..opq') return { kind: 'clear', path: folder };
  if (name.startsWith('.wh.')) {
    const hidden = name.slice('.wh.'.length);
    return { kind: 'remove', path: folder === '' ? hidden : `${folder}/${hidden}` };
  }
  const keep = wanted(path, header.type === 'symlink' ? 'link' : 'other');
  return keep === undefined ? undefined : { kind: 'set', path, entry: entryOf(header) };
}

function entryOf(header: TarHeader): TreeEntry {
  switch (header.type) {
    case 'directory':
      return { kind: 'directory' };
    case 'symlink':
      return { kind: 'link', target: header.linkTarget };
    case 'file':
    case 'hardlink':
      return fileOf(header);
    case 'other':
      return { kind: 'other' };
    default:
      return header.type satisfies never;
  }
}

function fileOf(header: TarHeader) {
  return { kind: 'file', executable: (header.mode & 0o111) !== 0 } as const;
}
