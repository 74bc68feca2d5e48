import { InputError } from '@package-model/core/errors';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { seed } from './campaign.ts';

/** How many texts a reader gets: 500, or 10,000 in the long form (`npm run test:faults`). */
export const textCount = process.env['PACKAGE_MODEL_FAULTS'] === 'long' ? 10_000 : 500;

/** More than any reading of a few hundred characters may take, on a machine that is busy. */
const MAX_READ_MS = 3000;

type Read = (text: string) => unknown;

/** Reads texts and wants a value or an InputError, soon, with places that are in the text. */
export async function checkReader(texts: fc.Arbitrary<string>, read: Read): Promise<void> {
  const property = fc.asyncProperty(texts, (text) => checkReading(text, read));
  await fc.assert(property, { numRuns: textCount, seed });
}

/** One reading; the text's own file is called `file`. */
export async function checkReading(
  text: string,
  read: Read,
  maxMs: number = MAX_READ_MS,
): Promise<void> {
  const startedAt = performance.now();
  try {
    await read(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    checkFaults(error, text);
  }
  expect(performance.now() - startedAt).toBeLessThan(maxMs);
}

function checkFaults({ faults }: InputError, text: string): void {
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.length).toBeLessThan(1000);
  const lines = text.split(/\r\n|\r|\n/);
  for (const { message, place } of faults) {
    expect(message).not.toBe('');
    if (place?.file?.includes('file') !== true) continue;
    const { line = 1, column = 1 } = place;
    expect(line).toBeGreaterThan(0);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThan(0);
    // A byte order mark is not read as a column.
    expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 2);
  }
}
