import path from 'node:path';
import { parseLenientText, readLenientFile } from '@package-model/core/package/config/lenient-file';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';

const expected = { entryScript: 'score.py', enableGpu: false, list: [1] };

test.each([
  ['JSON', '{"entryScript": "score.py", "enableGpu": false, "list": [1]}'],
  [
    'a byte order mark and CRLF',
    '\uFEFF{\r\n"entryScript": "score.py",\r\n"enableGpu": false, "list": [1]}',
  ],
  ['comments', '// a\n{"entryScript": "score.py", /* b */ "enableGpu": false, "list": [1]}'],
  ['trailing commas', '{"entryScript": "score.py", "enableGpu": false, "list": [1,],}'],
  ["Python's literals", "{'entryScript': 'score.py', 'enableGpu': False, 'list': [1]}"],
  ['hash comments', '{\n# a\n"entryScript": "score.py", "enableGpu": false,\n"list": [1]}'],
  ['YAML', 'entryScript: score.py\nenableGpu: False\nlist: [1]\n'],
])('reads %s, whatever the name ends in', async (_what, text) => {
  for (const name of ['c.json', 'c', 'c.config']) {
    expect((await parseLenientText(text, name)).value).toEqual(expected);
  }
});

test('counts lines and columns in every form', async () => {
  for (const text of ['{\n  // c\n  "a": 1,\n}', "{\n  # c\n  'a': True}", '\n\n  a: 1']) {
    const config = await parseLenientText(text, 'c.json');
    expect(config.placeOf(['a'])).toMatchObject({ line: 3, column: 3 });
  }
});

test.each([
  ['{"a": 1,\n "b" 2}', 'c.json:2:6: this is not valid JSON here (colon expected)'],
  ["{'a': 1,\n 'b' 2", 'c.json:1:2: this is not valid JSON'],
  ['{"a": [1,', 'c.json:1:10: this JSON file ends too early'],
  ['', 'c.json:1:1: this JSON file is empty'],
  ['{"a": 1, "a": 2}', 'c.json:1:10 (a): the key a is given twice, at 1:2 and here'],
  ['a: [1\nb: 2', /^c\.json:\d+:\d+: this is not valid YAML here/],
])('refuses %j with its place', async (text, message) => {
  await expect(parseLenientText(text, 'c.json')).rejects.toThrow(message);
});

test('names the file that was most likely meant', async () => {
  const folder = await temporaryFolder({ 'deploy/inferenceconfig.json': '{}' });
  const read = (name: string) => readLenientFile(path.join(folder, name), name);
  await expect(read('deploy/inferenceConfig.jsn')).rejects.toThrow(
    'deploy/inferenceConfig.jsn: there is no such file; did you mean deploy/inferenceconfig.json?',
  );
  await expect(read('deploy/other.yml')).rejects.toThrow('there is no such file; check the path');
});
