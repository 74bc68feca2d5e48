import path from 'node:path';
import type { LookAnswer } from '@package-model/core/package/script/look-facts';
import { lookProgram } from '@package-model/core/package/script/look-program';
import { pythonFiles } from '@package-model/core/package/script/local-modules';
import { hostPython, lookRequest } from '@package-model/core/package/script/python';
import { createRun } from '@package-model/core/process/spawn';
import { describe, expect, test } from 'vitest';
import {
  findingsOf,
  scriptCases,
  scriptRequest,
  scripts,
} from '../unit/core/package/script/script-cases.ts';
import { testPython } from './support/python.ts';

const { signal } = new AbortController();
const run = createRun(process.env);

/** The recorded part of an answer; how a Python words its complaint is its own business. */
function factsOf(answer: LookAnswer | undefined): string {
  const files = answer?.files.map((file) =>
    'error' in file
      ? { ...file, error: { ...file.error, what: 'what Python says', column: 1 } }
      : file,
  );
  return `${JSON.stringify(files, null, 2)}\n`;
}

const names = await scriptCases();

describe('a real Python', () => {
  test.each(names)('says of the files of %s what is recorded', async (name) => {
    const { listing } = await scriptRequest(name);
    const answer = await hostPython(run, signal).look(await pythonFiles(listing));
    await expect(factsOf(answer)).toMatchFileSnapshot(path.join(scripts, name, 'facts.json'));
  });

  test('knows its own standard library', async () => {
    const findings = await findingsOf(await scriptRequest('sound'), hostPython(run, signal));
    expect(findings).toBe('');
  });

  test('never runs or imports what it reads', async () => {
    const evil = 'import os\nos.write(1, b"ran")\nimport evil\nraise SystemExit(3)\n';
    const files = [{ name: 'score.py', bytes: Buffer.from(evil) }];
    const request = lookRequest(files, { probe: true });
    const args = ['-I', '-S', '-c', lookProgram];
    const { exitCode, stdout, stderr } = await run.run(testPython(), args, {
      input: request,
      signal,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^package-model-look:\{[^\n]*\}\n$/);
  });

  test.each([
    ['nothing but brackets', `${'('.repeat(5000)}${')'.repeat(5000)}`],
    ['zero bytes', 'x = 1\0'],
    [
      'deep nesting',
      `${Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join('')}${' '.repeat(300)}pass\n`,
    ],
    ['an encoding that nobody knows', '# -*- coding: klingon -*-\nx = 1\n'],
  ])('survives %s', async (_, text) => {
    const files = [{ name: 'score.py', bytes: Buffer.from(text) }];
    const answer = await hostPython(run, signal).look(files);
    expect(answer?.files).toMatchObject([
      { name: 'score.py', error: { line: expect.any(Number) } },
    ]);
  });
});
