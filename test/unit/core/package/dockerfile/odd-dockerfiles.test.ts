import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDockerfile } from '@package-model/core/package/dockerfile/dockerfile-reader';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { dockerFileParser, dockerfileAst, ours } from './parsers.ts';

const folder = join(import.meta.dirname, '../../../../fixtures/dockerfiles');
const ending = '.Dockerfile';
const names = readdirSync(folder)
  .filter((name) => name.endsWith(ending))
  .map((name) => name.slice(0, -ending.length));

const reading = z.readonly(z.array(z.string()));
const other = z.union([
  z.strictObject({ reading, why: z.string(), right: z.enum(['ours', 'neither: refused']) }),
  z.strictObject({ throws: z.string(), why: z.string(), right: z.literal('neither: refused') }),
]);
const golden = z.strictObject({
  reading,
  refused: z.optional(reading),
  needs: z.optional(z.literal('BuildKit')),
  others: z.optional(
    z.strictObject({
      'docker-file-parser': z.optional(other),
      'dockerfile-ast': z.optional(other),
    }),
  ),
});

const textOf = (name: string): string => readFileSync(join(folder, `${name}${ending}`), 'utf8');
const goldenOf = (name: string) =>
  golden.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));

test('there are odd files of every sort', () => {
  expect(names.length).toBeGreaterThanOrEqual(40);
});

describe.each(names)('%s', (name) => {
  const text = textOf(name);
  const expected = goldenOf(name);

  test('is read as builders read it, or refused with every place', () => {
    const found = ours(text);
    expect(found.reading).toEqual(expected.reading);
    expect(found.faults).toEqual(expected.refused ?? []);
  });

  test.each([
    ['docker-file-parser', dockerFileParser],
    ['dockerfile-ast', dockerfileAst],
  ] as const)('is read by %s in the same way, or in one that is known', (parser, parse) => {
    const found = parse(text);
    const same = JSON.stringify(found) === JSON.stringify(expected.reading);
    const known = expected.others?.[parser];
    if (known === undefined) {
      expect(found).toEqual(expected.reading);
      return;
    }
    expect(same).toBe(false);
    expect(found).toEqual('throws' in known ? { throws: known.throws } : known.reading);
    expect(known.why).not.toBe('');
    expect(known.right).toBe(expected.refused === undefined ? 'ours' : 'neither: refused');
  });

  test('is not handed on when something of it was refused', () => {
    const read = () => readDockerfile(text);
    if (expected.refused === undefined) expect(read()).toBeDefined();
    else expect(read).toThrow(expected.refused[0]?.replace(/^\d+: /, ''));
  });
});
