import { expect, test } from 'vitest';
import { faultsOf } from './bad-project.ts';
import type { BadFile, BadProject } from './bad-project.ts';

const deep = '['.repeat(10_000);

function conda(content: BadFile): BadProject {
  return { files: { 'src/myenv.yml': content } };
}

/** What is wrong, and all that is said of it. */
const rows: readonly (readonly [what: string, project: BadProject, faults: readonly string[]])[] = [
  [
    'conda: a folder',
    conda({ kind: 'folder' }),
    [
      'inferenceconfig.json:5:3 (condaFile): condaFile: <repo>/src/myenv.yml is a folder, not a file; name a file',
    ],
  ],
  [
    'conda: a link to itself',
    conda({ kind: 'link', to: 'myenv.yml' }),
    [
      'inferenceconfig.json:5:3 (condaFile): condaFile: <repo>/src/myenv.yml is a link that leads nowhere; put the file in its place',
      'src/myenv.yml: this link leads nowhere; remove it',
    ],
  ],
  [
    'conda: empty',
    conda(''),
    ['src/myenv.yml:1:1: this file must be an object, not null; correct it'],
  ],
  [
    'conda: binary',
    conda(new Uint8Array([0xc3, 0x28])),
    ['src/myenv.yml: this file is not UTF-8 text; save it with UTF-8 encoding'],
  ],
  [
    'conda: 100 MB',
    conda({ kind: 'large', sizeBytes: 100_000_000 }),
    [
      'src/myenv.yml: this file is too large (100 MB, 16.8 MB at most are read); is it the right file?',
    ],
  ],
  [
    'conda: 2 MB',
    conda(`# ${'x'.repeat(2_000_000)}\n`),
    [
      'src/myenv.yml: this YAML file is too large (2.0 MB, 1.0 MB at most are read); is it the right file?',
    ],
  ],
  [
    'conda: 10,000 lists',
    conda(`dependencies: ${deep}`),
    ['src/myenv.yml:1:114: this is nested deeper than 100 levels; write it flatter'],
  ],
  [
    'conda: 10,000 blocks',
    conda(`${'- '.repeat(10_000)}a`),
    ['src/myenv.yml:1:201: this is nested deeper than 100 levels; write it flatter'],
  ],
  [
    'conda: a key twice',
    conda('dependencies: [python=3.11]\ndependencies: [pip]\n'),
    [
      'src/myenv.yml:2:1 (dependencies): the key dependencies is given twice, at 1:1 and here; keys are unique: remove one',
    ],
  ],
  [
    'conda: a list as key',
    conda('? [a]\n: b\n'),
    ['src/myenv.yml:1:3: a list or an object cannot be a key; write text here'],
  ],
  [
    'conda: tab',
    conda('dependencies:\n\t- pip\n'),
    [
      'src/myenv.yml:2:1: this is not valid YAML here (Tabs are not allowed as indentation); correct it',
    ],
  ],
  [
    'conda: a list',
    conda('- python=3.11\n'),
    ['src/myenv.yml:1:1: this file must be an object, not a list; correct it'],
  ],
  [
    'conda: text',
    conda('python=3.11\n'),
    ['src/myenv.yml:1:1: this file must be an object, not text; correct it'],
  ],
  [
    'conda: dependencies text',
    conda('dependencies: python=3.11\n'),
    ['src/myenv.yml:1:1 (dependencies): dependencies must be a list, not text; correct it'],
  ],
  [
    'conda: dependencies numbers',
    conda('dependencies: [3.11, true]\n'),
    [
      'src/myenv.yml:1:16 (dependencies[0]): dependencies[0] has the wrong type (a number); correct it',
      'src/myenv.yml:1:22 (dependencies[1]): dependencies[1] has the wrong type (a boolean); correct it',
    ],
  ],
  [
    'conda: pip text',
    conda('dependencies:\n  - pip: numpy\n'),
    [
      'src/myenv.yml:2:5 (dependencies[0]): dependencies[0] has the wrong type (an object); correct it',
    ],
  ],
  [
    'conda: channels text',
    conda('channels: defaults\ndependencies: []\n'),
    ['src/myenv.yml:1:1 (channels): channels must be a list, not text; correct it'],
  ],
  [
    'conda: variables a list',
    conda('variables: [a]\n'),
    ['src/myenv.yml:1:1 (variables): variables must be an object, not a list; correct it'],
  ],
];

test.each(rows)('refuses %s', async (_what, project, faults) => {
  expect(await faultsOf(project)).toEqual(faults);
});
