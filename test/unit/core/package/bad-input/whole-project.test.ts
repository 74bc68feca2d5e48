import { expect, test } from 'vitest';
import { faultsOf } from './bad-project.ts';
import type { BadProject } from './bad-project.ts';

const deep = '['.repeat(10_000);

function configText(text: string | Uint8Array): BadProject {
  return { files: { 'inferenceconfig.json': text } };
}

/** What is wrong, and all that is said of it. */
const rows: readonly (readonly [what: string, project: BadProject, faults: readonly string[]])[] = [
  [
    'config: absent',
    { files: { 'inferenceconfig.json': { kind: 'absent' } } },
    ['inferenceconfig.json: there is no such file; check the path, or create the file'],
  ],
  [
    'config: a folder',
    { files: { 'inferenceconfig.json': { kind: 'folder' } } },
    ['inferenceconfig.json: this is a folder; name the file itself'],
  ],
  [
    'config: empty',
    configText(''),
    ['inferenceconfig.json:1:1: this JSON file is empty; write at least {}'],
  ],
  [
    'config: blanks',
    configText(' \n '),
    ['inferenceconfig.json:2:2: this JSON file is empty; write at least {}'],
  ],
  [
    'config: binary',
    configText(new Uint8Array([0x7b, 0xff, 0xfe, 0x00])),
    ['inferenceconfig.json: this file is not UTF-8 text; save it with UTF-8 encoding'],
  ],
  [
    'config: zero bytes',
    configText('{"entryScript": "\0"}'),
    ['inferenceconfig.json:1:17: this is not valid JSON here (invalid character); correct it'],
  ],
  [
    'config: cut off',
    configText('{"entryScript": "score.py", "sou'),
    [
      'inferenceconfig.json:1:29: this is not valid JSON here (unexpected end of string); correct it',
    ],
  ],
  [
    'config: 10,000 lists',
    configText(deep),
    ['inferenceconfig.json:1:101: this is nested deeper than 100 levels; write it flatter'],
  ],
  [
    'config: 10,000 closed lists',
    configText(`{"entryScript": ${deep}${']'.repeat(10_000)}}`),
    ['inferenceconfig.json:1:116: this is nested deeper than 100 levels; write it flatter'],
  ],
  [
    'config: 10,000 objects',
    configText(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
    ['inferenceconfig.json:1:501: this is nested deeper than 100 levels; write it flatter'],
  ],
  [
    'config: a list',
    configText('["score.py"]'),
    [
      'inferenceconfig.json:1:1: an inference configuration is an object: {"entryScript": "score.py", …}',
    ],
  ],
  [
    'config: text',
    configText('"score.py"'),
    [
      'inferenceconfig.json:1:1: an inference configuration is an object: {"entryScript": "score.py", …}',
    ],
  ],
  [
    'config: null',
    configText('null'),
    [
      'inferenceconfig.json:1:1: an inference configuration is an object: {"entryScript": "score.py", …}',
    ],
  ],
  [
    'models: two of one name',
    { models: ['net:1', 'net:2'] },
    [
      'model-layout: two versions of the model net cannot both be linked to /models/net; set copied or auto, or leave one of them out',
    ],
  ],
  [
    'models: one twice',
    { models: ['net:1', 'net:1'] },
    ['model: the model net:1 is named twice; leave one of them out'],
  ],
];

test.each(rows)('refuses %s', async (_what, project, faults) => {
  expect(await faultsOf(project)).toEqual(faults);
});
