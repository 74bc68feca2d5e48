import path from 'node:path';
import { InputError } from '@package-model/core/errors';
import { parseConfigText, readConfigFile } from '@package-model/core/package/config/config-file';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';

describe('JSON', () => {
  test('gives the value and the line and column of a key', async () => {
    const config = await parseConfigText('{\n  "a": {"b": [1, 2]}\n}\n', 'x.json');
    expect(config.value).toEqual({ a: { b: [1, 2] } });
    expect(config.placeOf(['a', 'b'])).toEqual({ file: 'x.json', line: 2, column: 9, key: 'a.b' });
    expect(config.placeOf(['a', 'b', 1])).toMatchObject({ line: 2, column: 18, key: 'a.b[1]' });
  });

  test('counts right after a byte order mark and with CRLF', async () => {
    const folder = await temporaryFolder({ 'x.json': '\uFEFF{\r\n  "a": 1,\r\n  "b": 2\r\n}' });
    const config = await readConfigFile(path.join(folder, 'x.json'), 'x.json');
    expect(config.value).toEqual({ a: 1, b: 2 });
    expect(config.placeOf(['b'])).toMatchObject({ line: 3, column: 3 });
  });

  test('gives the nearest part above a key that is not there', async () => {
    const config = await parseConfigText('{"a":\n {"b": 1}}', 'x.json');
    expect(config.placeOf(['a', 'z', 'y'])).toMatchObject({ line: 1, column: 2, key: 'a.z.y' });
  });

  test.each([
    ['{"a": 1,\n "b": }', 'x.json:2:7: this is not valid JSON here (value expected); correct it'],
    ['{"a": [1,', 'x.json:1:10: this JSON file ends too early'],
    ['', 'x.json:1:1: this JSON file is empty'],
    ['{"a": 1 /* no */}', 'x.json:1:9: JSON has no comments'],
    [
      '{"a": 1,\n "b": {"c": 1, "c": 2}}',
      'x.json:2:16 (c): the key c is given twice, at 2:8 and here; keys are unique: remove one',
    ],
  ])('refuses %j with its place', async (text, message) => {
    await expect(parseConfigText(text, 'x.json')).rejects.toThrow(message);
  });
});

describe('YAML', () => {
  test('gives the value and the line and column of a key', async () => {
    const text = 'name: x\ndependencies:\n  - a\n  - pip:\n      - b\n';
    const config = await parseConfigText(text, 'x.yml');
    expect(config.value).toEqual({ name: 'x', dependencies: ['a', { pip: ['b'] }] });
    expect(config.placeOf(['dependencies', 1, 'pip', 0])).toMatchObject({ line: 5, column: 9 });
    expect(config.placeOf(['dependencies'])).toMatchObject({ line: 2, column: 1 });
  });

  test.each([
    ['a: [1, 2\n', /^x\.yml:\d+:\d+: this is not valid YAML here/],
    ['b: 1\na: 1\na: 2\n', /^x\.yml:3:1 \(a\): the key a is given twice, at 2:1 and here/],
  ])('refuses %j with its place', async (text, message) => {
    await expect(parseConfigText(text, 'x.yml')).rejects.toThrow(message);
  });

  test('refuses a file that unfolds into very many values', async () => {
    const rows = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (const [next, last] of ['ba', 'cb', 'dc', 'ed', 'fe']) {
      rows.push(`${next}: &${next} [${Array.from({ length: 9 }, () => `*${last}`).join(',')}]`);
    }
    await expect(parseConfigText(rows.join('\n'), 'x.yml')).rejects.toThrow('write its values out');
  });

  test('takes what << merges in, as YAML 1.1 has it', async () => {
    const text = 'base: &b {x: 1, y: 2}\nmine:\n  <<: *b\n  y: 3\n';
    const config = await parseConfigText(text, 'x.yml');
    expect(config.value).toMatchObject({ mine: { x: 1, y: 3 } });
  });
});

describe('files', () => {
  test('names the file and the remedy when it is missing, a folder or not text', async () => {
    const folder = await temporaryFolder({ 'latin.json': Buffer.from([0x22, 0xe9, 0x22]) });
    const missing = readConfigFile(path.join(folder, 'no.json'), 'no.json');
    await expect(missing).rejects.toThrow('no.json: there is no such file; check the path');
    await expect(missing).rejects.toBeInstanceOf(InputError);
    await expect(readConfigFile(folder, 'x.json')).rejects.toThrow('x.json: this is a folder');
    const latin = readConfigFile(path.join(folder, 'latin.json'), 'latin.json');
    await expect(latin).rejects.toThrow('latin.json: this file is not UTF-8 text');
  });

  test('refuses an ending whose format is not known', async () => {
    await expect(parseConfigText('', 'x.toml')).rejects.toThrow('must end in .json, .yml or .yaml');
  });
});
