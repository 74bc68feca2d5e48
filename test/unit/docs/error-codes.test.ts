import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from './snippets.ts';

const packages = ['core', 'host', 'identity', 'steps', 'cli'];

/** Codes of the unions `…ErrorCode`, and of error classes that name theirs in place. */
function codesIn(name: string): string[] {
  const folder = path.join(projectRoot, 'packages', name, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .flatMap((text) => [
      ...text.matchAll(/type \w*ErrorCode =([^;]+);/g),
      ...text.matchAll(/extends CodedError<('[^>]+)>/g),
    ])
    .flatMap(([, union = '']) => [...union.matchAll(/'([A-Z_]+)'/g)])
    .map(([, code = '']) => code);
}

test.each(packages)('the README of %s lists exactly its error codes', (name) => {
  const text = readFileSync(path.join(projectRoot, 'packages', name, 'README.md'), 'utf8');
  const listed = [...text.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code = '']) => code);
  expect(listed.toSorted()).toEqual(codesIn(name).toSorted());
});
