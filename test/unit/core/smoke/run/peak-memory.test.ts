import { describe, expect, it } from 'vitest';
import { peakMemoryOf } from '../../../../../packages/core/src/smoke/run/peak-memory.ts';

const { signal } = new AbortController();

describe('peakMemoryOf', () => {
  it.each([
    ['what the kernel counts', 0, '410185728\n', 410_185_728],
    ['nothing where no file tells', 1, '', null],
    ['nothing where the image has no shell', 127, 'sh: not found', null],
    ['nothing where there is no limit to count by', 0, 'max\n', null],
  ])('gives %s', async (_name, exitCode, stdout, expected) => {
    const asked: string[] = [];
    const exec = async (id: string) => {
      asked.push(id);
      return { exitCode, stdout };
    };
    expect(await peakMemoryOf('c0ffee', { exec }, signal)).toBe(expected);
    expect(asked).toEqual(['c0ffee']);
  });
});
