import { gather } from '@package-model/core/oci/gather';
import { array, assert, asyncProperty, integer } from 'fast-check';
import { expect, test } from 'vitest';

const MiB = 1024 * 1024;

async function* chunksOf(sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield Uint8Array.from({ length: size }, (_, index) => (at + index) % 251);
    at += size;
  }
}

/** Sizes of what comes out; each byte must be the next of the source. */
async function gathered(sizes: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  let at = 0;
  for await (const chunk of gather(chunksOf(sizes))) {
    const start = at;
    expect(chunk.findIndex((byte, index) => byte !== (start + index) % 251)).toBe(-1);
    found.push(chunk.length);
    at += chunk.length;
  }
  return found;
}

test('gives chunks of 1 MiB and a rest, in order', async () => {
  expect(await gathered([MiB - 1, 0, 2, 3 * MiB, 7])).toEqual([MiB, MiB, MiB, MiB, 8]);
  expect(await gathered([])).toEqual([]);
  expect(await gathered([MiB])).toEqual([MiB]);
});

test('loses and adds nothing, whatever comes', async () => {
  const sizes = array(integer({ min: 0, max: 700_000 }), { maxLength: 6 });
  const kept = asyncProperty(sizes, async (given) => {
    const found = await gathered(given);
    const total = (some: readonly number[]) => some.reduce((sum, size) => sum + size, 0);
    expect(total(found)).toBe(total(given));
    expect(found.slice(0, -1).every((size) => size === MiB)).toBe(true);
  });
  await assert(kept, { numRuns: 20 });
});

test('a chunk stays as it is until the next but one is asked for', async () => {
  const chunks = gather(chunksOf([5 * MiB]))[Symbol.asyncIterator]();
  const first = await chunks.next();
  const copy = Buffer.from(first.value ?? []);
  await chunks.next();
  expect(copy.equals(first.value ?? Buffer.alloc(0))).toBe(true);
});
