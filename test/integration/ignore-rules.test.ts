import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '@package-model/core/log';
import { listCode } from '@package-model/core/package/code/code';
import { createRun } from '@package-model/core/process/spawn';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxImage, importBusyboxImage } from './support/busybox-image.ts';
import { testEngine } from './support/engines.ts';

const { signal } = new AbortController();
const run = createRun(process.env);
const image = `package-model-test/ignored-${process.pid}:1`;
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'package-model-ignored-'));
});
afterAll(async () => {
  await testEngine(scratch).removeImage(image, signal);
  await rm(scratch, { recursive: true, force: true });
});

async function fill(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, text] of files) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

/** What a source directory's code layer holds, without the entry script and ignore files. */
async function kept(folder: string): Promise<string[]> {
  const entryScript = { path: path.join(folder, 'score.py'), shownAs: 'score.py' };
  const deps = { run, log: silentLog, signal };
  const { code } = await listCode({ entryScript, sourceDirectory: folder }, deps);
  const prefix = `${path.basename(folder)}/`.length;
  return code.files.map((file) => file.path.slice(prefix)).filter((name) => !isOurs(name));
}

function isOurs(name: string): boolean {
  return name === 'score.py' || name === 'Dockerfile' || /\.(git|docker)ignore$/.test(name);
}

const name = fc.stringMatching(/^[aAb.#! \]-]{1,3}$/).filter((text) => !/^\.{1,2}$/.test(text));
const file = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const rule = fc
  .array(
    fc.constantFrom('a', 'b', 'A', '*', '**', '/', '/', '!', '#', '?', '[ab]', '[!a]', '\\', ' '),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''))
  // What two stars beside a letter mean, git decides by how much of the rule it has cut off before.
  .filter((text) => text.split('/').every((part) => !part.includes('**') || part === '**'));
const rules = fc.array(rule, { maxLength: 5 }).map((lines) => lines.join('\n'));

/** Names that can stand beside each other: none is a folder and a file. */
function separate(names: readonly string[]): string[] {
  const unique = [...new Set(names)];
  return unique.filter((own) => !unique.some((other) => other.startsWith(`${own}/`)));
}

test('leaves out what git leaves out', async () => {
  const folder = path.join(scratch, 'src');
  const shape = fc.record({
    names: fc.array(file, { minLength: 4, maxLength: 12 }),
    root: rules,
    inner: rules,
  });
  const check = fc.asyncProperty(shape, async ({ names, root, inner }) => {
    await rm(folder, { recursive: true, force: true });
    const files = separate(names);
    const texts = new Map(files.map((entry) => [entry, '']));
    const inside = files.find((entry) => entry.includes('/'))?.split('/')[0];
    if (inside !== undefined) texts.set(`${inside}/.gitignore`, inner);
    await fill(folder, texts.set('score.py', '').set('.gitignore', `${root}\n!/score.py`));
    await git(folder, ['init', '--quiet']);
    const list = ['ls-files', '-z', '--others', '--exclude-per-directory=.gitignore'];
    const wanted = (await git(folder, list)).split('\0').filter((entry) => entry !== '');
    expect(await kept(folder)).toEqual(wanted.filter((entry) => !isOurs(entry)).toSorted());
  });
  await fc.assert(check, { numRuns: 150 });
});

async function git(folder: string, args: readonly string[]): Promise<string> {
  const result = await run.run('git', args, { signal, cwd: folder });
  if (result.exitCode !== 0) throw new Error(result.stderr);
  return result.stdout;
}

const tree = ['a', 'b.py', 'x/a', 'x/b.py', 'x/y/a', 'x/y/c.txt', 'z/x/a', 'z/q w', '-d', 'x-y/a'];
// Negations name their folders: the classic builder does not look for `!**/c` in what is left out.
const dockerRules = [
  'a\n*.py\n!b.py\n!score.py',
  '*\n!score.py\n!x/y\n',
  '**/a\n!x/a',
  'x\n!x/y/c.txt\n/z/x/',
  '  x/*  \n# z\n!x/y/a\n./z/../-d',
  '**/x/**\n!x/y/c.txt',
  '[a-b]*\n!b.p?\nx[^/]y\n?-y',
  'x/**/a\n**a\n\\-d\nz/q\\ w',
];

test('leaves out what docker leaves out', async () => {
  await importBusyboxImage();
  for (const [index, text] of dockerRules.entries()) {
    const folder = path.join(scratch, `context-${index}`);
    await fill(folder, new Map(tree.map((entry) => [entry, ''])));
    // The process id keeps docker from taking its cache, which prints nothing.
    const dockerfile = `FROM ${busyboxImage}\nCOPY . /context/\nRUN : ${process.pid}; cd /context && echo "$(busybox find . -type f)" | sed 's/^/got:/'`;
    const own = new Map([
      ['Dockerfile', dockerfile],
      ['.dockerignore', text],
      ['score.py', ''],
    ]);
    await fill(folder, own);
    const lines: string[] = [];
    await testEngine(scratch, { builder: 'classic' }).build(
      {
        contextFolder: folder,
        dockerfile: 'Dockerfile',
        tag: image,
        secrets: [],
        onLine: (line) => lines.push(line),
      },
      signal,
    );
    const got = lines.flatMap((line) => /got:\.\/(.+)/.exec(line)?.[1] ?? []);
    expect(await kept(folder), text).toEqual(got.filter((entry) => !isOurs(entry)).toSorted());
  }
});
