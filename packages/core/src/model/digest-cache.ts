import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { parseDigest } from '../oci/digest.ts';
import type { Digest } from '../oci/digest.ts';

/** Digests of layers whose files have not changed on this disk since they were hashed. */
export interface DigestCache {
  get(key: string): Promise<Digest | undefined>;
  set(key: string, digest: Digest): Promise<void>;
}

/** Remembers nothing; for pipelines, where a restored cache must not be believed. */
export const noDigestCache: DigestCache = {
  get: async () => undefined,
  set: async () => {},
};

/** One small file for each key below `folder`; an unreadable or odd one counts as unknown. */
export function createDigestCache(folder: string): DigestCache {
  const pathOf = (key: string): string => join(folder, 'digests', key);
  return {
    async get(key) {
      const text = await readFile(pathOf(key), 'utf8').catch(() => '');
      return parseDigest(text.trim());
    },
    async set(key, digest) {
      try {
        await mkdir(join(folder, 'digests'), { recursive: true });
        await writeFileAtomically(pathOf(key), `${digest}\n`);
      } catch {
        // A cache that cannot be written costs the next run a pass over the file, nothing else.
      }
    },
  };
}
