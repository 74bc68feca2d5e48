import { compareCodeUnits } from '../../canonical-json.ts';
import { InputError } from '../../errors.ts';
import { readChunks } from '../../files/read-chunks.ts';
import { readTar } from '../../image/tar-read.ts';
import { imagePaths } from '../../image/paths.ts';
import { holdsSmallFiles } from '../../model/layers.ts';
import type { ModelEntry } from '../../model/list-files.ts';
import { FILE_PATH } from '../../model/manifest.ts';
import type { StoredModel } from '../../model/types.ts';

/** A model's files, before or after it is registered: their paths, and the text of small ones. */
export type ModelFiles = {
  /** As messages name the model: its id, or its path. */
  readonly shownAs: string;
  /** Below `/models/<name>/`, ordered by code unit. */
  readonly paths: readonly string[];
  /** Texts of those files that are there, by path; BAD_FILE for one over 1 MiB or not UTF-8. */
  readonly read: (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>;
};

/** Descriptions of models are some kB; a larger one is not what its name says. */
const LIMIT_BYTES = 1024 * 1024;

/** The files of a model path. */
export function filesOnDisk(
  shownAs: string,
  entries: readonly ModelEntry[],
  signal: AbortSignal,
): ModelFiles {
  const files = entries.filter((entry) => entry.kind === 'file');
  return {
    shownAs,
    paths: files.map((entry) => entry.path),
    async read(paths) {
      const texts = new Map<string, string>();
      for (const { path, source, stat } of files) {
        if (!paths.includes(path)) continue;
        const bytes = readChunks(source, stat.sizeBytes, signal);
        texts.set(path, await readText(bytes, { file: source, sizeBytes: stat.sizeBytes }));
      }
      return texts;
    },
  };
}

/** The files of a registered version, read from its layers. */
export function filesOfVersion(model: StoredModel, signal: AbortSignal): ModelFiles {
  const root = `${imagePaths.models.slice(1)}/${model.name}/`;
  return {
    shownAs: model.id,
    paths: model.files.map((file) => file.path).toSorted(compareCodeUnits),
    async read(paths) {
      const texts = new Map<string, string>();
      for (const layer of model.layers) {
        if (!holdsSmallFiles(layer.annotations?.[FILE_PATH] ?? '')) continue;
        // Read to its end, as only then its digest is checked.
        for await (const { header, bytes } of readTar(
          model.repository.readBlob(layer.digest, signal),
        )) {
          const path = header.path.startsWith(root) ? header.path.slice(root.length) : '';
          if (header.type !== 'file' || !paths.includes(path)) continue;
          const facts = { file: `${model.id}/${path}`, sizeBytes: header.sizeBytes };
          texts.set(path, await readText(bytes, facts));
        }
      }
      return texts;
    },
  };
}

async function readText(
  bytes: AsyncIterable<Uint8Array>,
  facts: { readonly file: string; readonly sizeBytes: number },
): Promise<string> {
  const place = { file: facts.file };
  if (facts.sizeBytes > LIMIT_BYTES) {
    const message = `this file has ${facts.sizeBytes} bytes, too many for what its name says (at most ${LIMIT_BYTES}); correct the model folder`;
    throw new InputError('BAD_FILE', [{ message, place }]);
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(Buffer.from(piece));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch (cause) {
    const message = 'this file is not UTF-8 text; save it with UTF-8 encoding';
    throw new InputError('BAD_FILE', [{ message, place }], { cause });
  }
}
