import { expect, test } from 'vitest';
import { faultsOf, goodConfig } from './bad-project.ts';
import type { BadProject } from './bad-project.ts';

function withKey(more: object): BadProject {
  return { config: { ...goodConfig, ...more } };
}

/** What is wrong, and all that is said of it. */
const rows: readonly (readonly [what: string, project: BadProject, faults: readonly string[]])[] = [
  [
    'entryScript: absent',
    { config: { sourceDirectory: 'src' } },
    [
      "inferenceconfig.json:1:1 (entryScript): entryScript is missing; add it, or name no inference configuration where the model's framework needs no script",
    ],
  ],
  [
    'entryScript: null',
    withKey({ entryScript: null }),
    [
      "inferenceconfig.json:2:3 (entryScript): entryScript is missing; add it, or name no inference configuration where the model's framework needs no script",
    ],
  ],
  [
    'entryScript: empty',
    withKey({ entryScript: '' }),
    [
      "inferenceconfig.json:2:3 (entryScript): entryScript is missing; add it, or name no inference configuration where the model's framework needs no script",
    ],
  ],
  [
    'entryScript: a number',
    withKey({ entryScript: 5 }),
    [
      'inferenceconfig.json:2:3 (entryScript): entryScript must be text in quotes, not a number; correct it',
    ],
  ],
  [
    'entryScript: a list',
    withKey({ entryScript: ['score.py'] }),
    [
      'inferenceconfig.json:2:3 (entryScript): entryScript must be text in quotes, not a list; correct it',
    ],
  ],
  [
    'entryScript: an object',
    withKey({ entryScript: { file: 'score.py' } }),
    [
      'inferenceconfig.json:2:3 (entryScript): entryScript must be text in quotes, not an object; correct it',
    ],
  ],
  [
    'entryScript: missing file',
    withKey({ entryScript: 'scor.py' }),
    [
      'inferenceconfig.json:2:3 (entryScript): entryScript: no file at <repo>/src/scor.py; did you mean score.py?',
    ],
  ],
  [
    'entryScript: absolute',
    withKey({ entryScript: '/etc/passwd' }),
    [
      'inferenceconfig.json:2:3 (entryScript): entryScript is an absolute path (/etc/passwd), which other machines do not have; write it relative to <repo>/src',
    ],
  ],
  [
    'entryScript: Windows',
    withKey({ entryScript: 'C:\\score.py' }),
    [
      'inferenceconfig.json:2:3 (entryScript): entryScript is an absolute path (C:\\score.py), which other machines do not have; write it relative to <repo>/src',
    ],
  ],
  [
    'entryScript: leaves',
    withKey({ entryScript: '../../score.py' }),
    [
      'inferenceconfig.json:2:3 (entryScript): entryScript (../../score.py) leaves <repo>/src; move the file inside',
    ],
  ],
  [
    'entryScript: a folder',
    withKey({ entryScript: '.' }),
    [
      'inferenceconfig.json:2:3 (entryScript): entryScript: <repo>/src is a folder, not a file; name a file',
    ],
  ],
  [
    'script: empty',
    { files: { 'src/score.py': '' } },
    [
      'src/score.py: the entry script defines no init() at module level; add it, the scoring server calls it',
      'src/score.py: the entry script defines no run() at module level; add it, the scoring server calls it',
    ],
  ],
  [
    'script: binary',
    { files: { 'src/score.py': new Uint8Array([0xff, 0xfe, 1]) } },
    ['src/score.py: this file is not UTF-8 text; save it with UTF-8 encoding'],
  ],
  [
    'script: zero bytes',
    { files: { 'src/score.py': 'def init(): pass\n\0' } },
    ['src/score.py: this is no Python source: it holds zero bytes'],
  ],
  [
    'script: 100 MB',
    { files: { 'src/score.py': { kind: 'large', sizeBytes: 100_000_000 } } },
    [
      'src/score.py: this file is too large (100 MB, 16.8 MB at most are read); is it the right file?',
    ],
  ],
  [
    'sourceDirectory: a number',
    withKey({ sourceDirectory: 7 }),
    [
      'inferenceconfig.json:3:3 (sourceDirectory): sourceDirectory must be text in quotes, not a number; correct it',
    ],
  ],
  [
    'sourceDirectory: a list',
    withKey({ sourceDirectory: ['src'] }),
    [
      'inferenceconfig.json:3:3 (sourceDirectory): sourceDirectory must be text in quotes, not a list; correct it',
    ],
  ],
  [
    'sourceDirectory: missing',
    withKey({ sourceDirectory: 'source' }),
    [
      'inferenceconfig.json:3:3 (sourceDirectory): sourceDirectory: no folder at <repo>/source; create it, or correct the path',
    ],
  ],
  [
    'sourceDirectory: absolute',
    withKey({ sourceDirectory: '/' }),
    [
      'inferenceconfig.json:3:3 (sourceDirectory): sourceDirectory is an absolute path (/), which other machines do not have; write it relative to <repo>',
    ],
  ],
  [
    'sourceDirectory: leaves',
    withKey({ sourceDirectory: '..' }),
    [
      'inferenceconfig.json:3:3 (sourceDirectory): sourceDirectory (..) leaves <repo>; move the folder inside',
    ],
  ],
  [
    'sourceDirectory: a file',
    withKey({ sourceDirectory: 'inferenceconfig.json' }),
    [
      'inferenceconfig.json:3:3 (sourceDirectory): sourceDirectory: <repo>/inferenceconfig.json is a file, not a folder; name a folder',
    ],
  ],
  [
    'sourceDirectory: a cycle',
    { files: { 'src/again': { kind: 'link', to: '.' } } },
    ['src/again: this link leads back into itself; remove it'],
  ],
  [
    'sourceDirectory: a link that leaves',
    { files: { 'src/data': { kind: 'link', to: '/etc' } } },
    ['src/data: this link leaves the source directory; copy what it points to inside'],
  ],
  [
    'sourceDirectory: a dead link',
    { files: { 'src/data': { kind: 'link', to: 'nowhere' } } },
    ['src/data: this link leads nowhere; remove it'],
  ],
  [
    'sourceDirectory: a name no layer holds',
    { files: { 'src/.wh.x': '' } },
    ['src/.wh.x: names that start with .wh. delete files in images; rename it'],
  ],
  [
    'ignore: the entry script',
    { files: { 'src/.amlignore': '*.py\n' } },
    [
      'src/.amlignore:1: the rule "*.py" leaves the entry script score.py out of the image; remove or narrow the rule, or add !score.py after it',
    ],
  ],
  [
    'ignore: binary',
    { files: { 'src/.amlignore': new Uint8Array([0xff, 0xfe]) } },
    ['src/.amlignore: this file is not UTF-8 text; save it with UTF-8 encoding'],
  ],
  [
    'ignore: 100 MB',
    { files: { 'src/.gitignore': { kind: 'large', sizeBytes: 100_000_000 } } },
    [
      'src/.gitignore: this file is too large (100 MB, 16.8 MB at most are read); is it the right file?',
    ],
  ],
  [
    'ignore: no pattern',
    { files: { 'src/.dockerignore': 'a\n[b\n' } },
    ['src/.dockerignore:2: "[b" is not a pattern of docker; correct it, or remove the line'],
  ],
];

test.each(rows)('refuses %s', async (_what, project, faults) => {
  expect(await faultsOf(project)).toEqual(faults);
});
