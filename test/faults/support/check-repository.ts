import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readModelManifest } from '@package-model/core/model/manifest';
import { parseManifest } from '@package-model/core/oci/descriptor';
import type { Repository } from '@package-model/core/oci/repository';
import { expect } from 'vitest';

const { signal } = new AbortController();

/** Every version that is visible is whole: its manifest says its number, its blobs are there. */
export async function checkVersions(repository: Repository, place: string): Promise<number[]> {
  const tags = await repository.listTags(signal);
  const finals = tags.filter((tag) => tag.startsWith('model-v'));
  expect(new Set(finals).size, place).toBe(finals.length);
  for (const tag of finals) {
    const content = await repository.getManifest(tag, signal);
    expect(content, `${place}: ${tag}`).toBeDefined();
    if (content === undefined) continue;
    expect(`model-v${readModelManifest(content, repository).version}`, place).toBe(tag);
    const manifest = parseManifest(content.bytes, tag);
    for (const blob of [manifest.config, ...manifest.layers]) {
      expect(await repository.blobSize(blob.digest, signal), `${place}: ${tag}`).toBe(blob.size);
    }
  }
  return finals.map((tag) => Number(tag.slice('model-v'.length))).toSorted((a, b) => a - b);
}

/**
 * Every file of a layout that has a final name holds what the name says; `checked` are those that
 * were looked at before.
 */
export async function checkLayoutFiles(
  folder: string,
  checked: Set<string>,
  place: string,
): Promise<void> {
  const names = await readdir(join(folder, 'blobs/sha256')).catch((): string[] => []);
  for (const name of names.filter((one) => !checked.has(one))) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, 'blobs/sha256', name)), hash);
    expect(hash.digest('hex'), place).toBe(name);
    checked.add(name);
  }
  const top = await readdir(folder).catch((): string[] => []);
  for (const name of ['index.json', 'oci-layout'].filter((wanted) => top.includes(wanted))) {
    const text = await readFile(join(folder, name), 'utf8');
    expect(() => void JSON.parse(text), `${place}: ${name}`).not.toThrow();
  }
}
