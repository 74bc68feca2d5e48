import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { listCode } from '@package-model/core/package/code/code';
import type { Run } from '@package-model/core/process/run';
import { ToolError } from '@package-model/core/process/errors';
import { expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { signal } = new AbortController();
const noGit: Run = {
  async run() {
    throw new ToolError('PROGRAM_MISSING', 'no git');
  },
};

type Files = Readonly<Record<string, string>>;

/** What of `src` goes into the image, without the ignore files themselves. */
async function kept(files: Files, log = recordingLog()): Promise<string[]> {
  const folder = await temporaryFolder({ 'src/score.py': '', ...files });
  const sourceDirectory = path.join(folder, 'src');
  const entryScript = { path: path.join(sourceDirectory, 'score.py'), shownAs: 'src/score.py' };
  const { code } = await listCode({ entryScript, sourceDirectory }, { run: noGit, log, signal });
  const paths = code.files.map((file) => file.path.slice('src/'.length));
  return paths.filter((name) => name !== 'score.py' && !path.basename(name).endsWith('ignore'));
}

test('takes .amlignore before .dockerignore before .gitignore, and only one of them', async () => {
  const files = { 'src/a': '', 'src/b': '', 'src/c': '', 'src/.gitignore': 'a' };
  expect(await kept(files)).toEqual(['b', 'c']);
  expect(await kept({ ...files, 'src/.dockerignore': 'b' })).toEqual(['a', 'c']);
  const all = { ...files, 'src/.dockerignore': 'b', 'src/.amlignore': 'c' };
  expect(await kept(all)).toEqual(['a', 'b']);
});

test('an empty .amlignore wins too: everything goes in', async () => {
  const files = { 'src/a': '', 'src/.gitignore': 'a', 'src/.amlignore': '' };
  expect(await kept(files)).toEqual(['a']);
});

test('says which file decided and how much was left out', async () => {
  const log = recordingLog();
  const files = { 'src/.gitignore': '*.csv\ndata/', 'src/a.csv': '', 'src/data/b': '' };
  await kept({ ...files, 'src/data/c': '' }, log);
  const line = '.gitignore decides what of src goes into the image: 1 file and 1 folder left out.';
  expect(log.infos).toEqual([line]);
});

const gitCases: readonly [what: string, rules: string, files: string[], kept: string[]][] = [
  ['a name at any depth', 'a.txt', ['a.txt', 'x/a.txt', 'b.txt'], ['b.txt']],
  ['a leading slash for the root alone', '/a.txt', ['a.txt', 'x/a.txt'], ['x/a.txt']],
  ['a slash in the middle for the root too', 'x/a', ['x/a', 'y/x/a'], ['y/x/a']],
  ['a trailing slash for folders alone', 'x/', ['x/a', 'y/x'], ['y/x']],
  ['a star within one name', 'x/*.csv', ['x/a.csv', 'x/y/a.csv'], ['x/y/a.csv']],
  ['two stars for any number of folders', 'x/**/a', ['x/a', 'x/y/z/a', 'a'], ['a']],
  ['a range', '[a-c].py', ['a.py', 'd.py'], ['d.py']],
  ['a negation after it', '*.csv\n!keep.csv', ['a.csv', 'keep.csv'], ['keep.csv']],
  ['no way back into a folder that is out', 'x/\n!x/a', ['x/a', 'b'], ['b']],
  ['a comment and an escaped #', '# a\n\\#b', ['a', '#b'], ['a']],
  ['an escaped !', '\\!a', ['!a', 'a'], ['a']],
  ['no trailing blanks unless escaped', 'a  \nb\\ ', ['a', 'b', 'b '], ['b']],
  ['case as it is', 'A.TXT', ['a.txt', 'A.TXT'], ['a.txt']],
  ['CRLF and a byte order mark', '\uFEFFa\r\nb\r\n', ['a', 'b', 'c'], ['c']],
];

test.each(gitCases)('.gitignore knows %s', async (_what, rules, names, expected) => {
  const files = Object.fromEntries(names.map((name) => [`src/${name}`, '']));
  expect(await kept({ ...files, 'src/.gitignore': rules })).toEqual(expected);
});

test('a .gitignore in a folder counts for that folder and wins there', async () => {
  const files = {
    'src/.gitignore': '*.csv',
    'src/a.csv': '',
    'src/x/.gitignore': '!a.csv\n/y',
    'src/x/a.csv': '',
    'src/x/y': '',
    'src/y': '',
  };
  expect(await kept(files)).toEqual(['x/a.csv', 'y']);
});

test("the repository's own .gitignore above the source directory counts as well", async () => {
  const files = { '.gitignore': '*.csv\n/b\nsrc/c', 'src/.gitignore': 'd', 'src/a.csv': '' };
  const more = { 'src/b': '', 'src/c': '', 'src/d': '' };
  expect(await kept({ ...files, ...more })).toEqual(['a.csv', 'b', 'c']);
  expect(await kept({ ...files, ...more, '.git/HEAD': '' })).toEqual(['b']);
});

test('a source directory that its repository ignores was named on purpose', async () => {
  const files = { '.gitignore': 'src/', '.git/HEAD': '', 'src/.gitignore': 'b' };
  expect(await kept({ ...files, 'src/a': '', 'src/b': '' })).toEqual(['a']);
});

test('.amlignore takes a file back out of a folder that is left out', async () => {
  const files = { 'src/.amlignore': 'x/\n!x/a', 'src/x/a': '', 'src/x/b': '' };
  expect(await kept(files)).toEqual(['x/a']);
});

const dockerCases: readonly [what: string, rules: string, files: string[], kept: string[]][] = [
  ['a name in the root alone', 'a', ['a', 'x/a'], ['x/a']],
  ['a folder with all in it', 'x', ['x/a', 'x/y/b', 'c'], ['c']],
  ['a slash at either end as nothing', '/x/\n/a', ['x/a', 'a', 'b'], ['b']],
  ['two stars for any depth', '**/a', ['a', 'x/a', 'x/y/a', 'b'], ['b']],
  ['a star within one name', '*/a', ['a', 'x/a', 'x/y/a'], ['a', 'x/y/a']],
  ['a file that is taken back', 'x\n!x/a', ['x/a', 'x/b'], ['x/a']],
  ['the last match', '!x/a\nx', ['x/a', 'b'], ['b']],
  ['a range and its opposite', '[ab]\n[^c]d', ['a', 'c', 'cd', 'dd'], ['c', 'cd']],
  ['comments, blanks and dots', '# a\n  b  \n./c', ['a', 'b', 'c'], ['a']],
];

test.each(dockerCases)('.dockerignore knows %s', async (_what, rules, names, expected) => {
  const files = Object.fromEntries(names.map((name) => [`src/${name}`, '']));
  expect(await kept({ ...files, 'src/.dockerignore': rules })).toEqual(expected);
});

test('a pattern that docker refuses is a fault with its line', async () => {
  const refused = kept({ 'src/.dockerignore': 'a\n[b\n!\nc\\' });
  await expect(refused).rejects.toMatchObject({
    faults: [
      {
        message: '"[b" is not a pattern of docker; correct it, or remove the line',
        place: { file: 'src/.dockerignore', line: 2 },
      },
      { place: { file: 'src/.dockerignore', line: 3 } },
      { place: { file: 'src/.dockerignore', line: 4 } },
    ],
  });
});

test('a rule that leaves the entry script out is a fault with its line', async () => {
  for (const name of ['.amlignore', '.dockerignore', '.gitignore']) {
    await expect(kept({ [`src/${name}`]: '# python\n\n*.py\n' }), name).rejects.toMatchObject({
      code: 'BAD_INPUT',
      faults: [
        {
          message:
            'the rule "*.py" leaves the entry script score.py out of the image; remove or narrow the rule, or add !score.py after it',
          place: { file: `src/${name}`, line: 3 },
        },
      ],
    });
  }
});

test('a folder with the name of an ignore file is no ignore file', async () => {
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, '.amlignore'));
  const files = { 'src/.amlignore/x': '', 'src/.gitignore': 'a', 'src/a': '', 'src/b': '' };
  expect(await kept(files)).toEqual(['.amlignore/x', 'b']);
});
