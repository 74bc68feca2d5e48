import { readBaseDockerfile } from '@package-model/core/package/dockerfile/base-dockerfile';
import { expect, test } from 'vitest';

function read(text: string, place: Parameters<typeof readBaseDockerfile>[0]['place']) {
  const said: string[] = [];
  const log = {
    info: (line: string) => void said.push(line),
    warn: (line: string) => void said.push(line),
  };
  return { ...readBaseDockerfile({ text, place }, log), said };
}

const inFile = { file: 'docker/Dockerfile', line: 1 };
const inConfig = { file: 'config.json', line: 21, column: 13, key: 'docker.baseDockerfile' };

test('gives the text and the image of its last stage', () => {
  const text = 'FROM a:1 AS one\nFROM one\nRUN x\n';
  expect(read(text, inFile)).toMatchObject({ text, baseImage: 'a:1', said: [] });
});

test('tells warnings', () => {
  expect(read('FROM a\n', inFile).said).toEqual([expect.stringContaining('a has no tag')]);
});

test.each([
  ['FROM a:1\nCOPY x /y\n', 'docker/Dockerfile:2: x cannot be copied'],
  ['FROM a:1\nRUN pip install \u2013r x\n', 'docker/Dockerfile:2: \u2013r starts with a dash'],
  ['FROM scratch\n', 'docker/Dockerfile:1: FROM scratch has no Python'],
  ['FROM a:1\nRNU x\n', 'docker/Dockerfile:2: "RNU" is not an instruction'],
])('refuses %j in its line', (text, message) => {
  expect(() => read(text, inFile)).toThrow(message);
});

test('names the line of a text that stands inside a configuration', () => {
  expect(() => read('FROM a:1\nCOPY x /y\n', inConfig)).toThrow(
    'config.json:21:13 (docker.baseDockerfile): line 2 of the Dockerfile: x cannot be copied',
  );
});
