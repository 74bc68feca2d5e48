import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../../packages/tooling/src/bundle.ts';
import type { Bundle } from '../../../packages/tooling/src/bundle.ts';
import { sharedEntries, taskEntries } from '../../../packages/tooling/src/entries.ts';
import { surfaces } from '../../../packages/tooling/src/surfaces.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const SLOW = [
  '/undici/',
  '/@actions/',
  '/@azure/',
  '/yaml/',
  '/jsonc-parser/',
  '/docker-file-parser/',
];

/** Everything that is loaded before the first line of the entry runs. */
function startPath(built: Bundle, entry: string) {
  const seen = new Set([entry]);
  for (const name of seen) {
    for (const imported of built.files.get(name)?.imports ?? []) seen.add(imported);
  }
  const files = [...seen].flatMap((name) => built.files.get(name) ?? []);
  return {
    modules: files.flatMap(({ modules }) => modules),
    sizeBytes: files.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0),
  };
}

describe('the shared bundle', () => {
  let built: Bundle;
  beforeAll(async () => {
    built = await bundle(sharedEntries(), root);
  });

  test.each(Object.keys(sharedEntries()))('%s starts without slow packages', (entry) => {
    const { modules, sizeBytes } = startPath(built, `${entry}.js`);
    for (const name of [...SLOW, '/azure-pipelines-task-lib/']) {
      expect(modules.filter((module) => module.includes(name))).toEqual([]);
    }
    expect(sizeBytes).toBeLessThan(150_000);
  });

  test('the command line starts without zod', () => {
    const { modules } = startPath(built, 'cli.js');
    expect(modules.filter((module) => module.includes('/zod/'))).toEqual([]);
  });

  test("zod's messages in other languages are in no file: its namespace is not taken apart", () => {
    const modules = [...built.modules];
    expect(modules.filter((module) => module.includes('/zod/v4/locales/'))).toEqual([]);
  });

  test("Azure's library is in no file that GitHub or the command line could load", () => {
    const modules = [...built.modules];
    expect(modules.filter((module) => module.includes('/azure-pipelines-task-lib/'))).toEqual([]);
  });
});

test('a task starts without the slow packages and never loads those of GitHub', async () => {
  const [surface] = surfaces;
  if (surface === undefined) throw new Error('there are no surfaces');
  const built = await bundle(taskEntries(surface), root);
  const { modules } = startPath(built, 'index.js');
  for (const name of SLOW) {
    expect(modules.filter((module) => module.includes(name))).toEqual([]);
  }
});

test('two builds are the same, byte for byte', async () => {
  const entries = { cli: 'packages/cli/src/main.ts' };
  const [first, second] = await Promise.all([bundle(entries, root), bundle(entries, root)]);
  expect([...first.files]).toEqual([...second.files]);
});
