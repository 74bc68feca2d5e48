import { parseInputs } from '@package-model/steps/parse-inputs';
import { subjectFaults } from '@package-model/steps/smoke-test/subject-faults';
import { smokeTestInputs } from '@package-model/steps/smoke-test/inputs';
import { expect, test } from 'vitest';

const spell = (name: string): string => `--${name}`;
const digest = `sha256:${'a'.repeat(64)}`;
const image = `dir:images@${digest}`;
const url = 'https://staging.example.com/';

function faults(given: Readonly<Record<string, string>>): readonly string[] {
  const raw = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, { text }]));
  return subjectFaults(parseInputs(smokeTestInputs, raw, spell), spell).map(
    ({ message }) => message,
  );
}

function read(name: string, text: string): unknown {
  return Object.entries(parseInputs(smokeTestInputs, { [name]: { text } }, spell)).find(
    ([key]) => key === name,
  )?.[1];
}

test('an image or a url is right, neither or both is a fault', () => {
  expect(faults({ image })).toEqual([]);
  expect(faults({ url })).toEqual([]);
  expect(faults({ url, 'url-headers': 'Authorization=Bearer x' })).toEqual([]);
  expect(faults({})).toEqual([expect.stringMatching(/^--image is required; .* or --url/)]);
  expect(faults({ image, url })).toEqual([
    '--image and --url are both given; give the one to be tested',
  ]);
  expect(faults({ image, 'url-headers': 'A=b' })).toEqual([
    '--url-headers are for --url; give that, too',
  ]);
});

test("a model's files are for a mount only", () => {
  const path = { 'model-path': 'model.bin' };
  expect(faults({ image, 'model-transfer': 'mount', ...path })).toEqual([]);
  expect(faults({ image, ...path })).toEqual([
    '--model-path is for --model-transfer: mount; give that, too, or leave it out',
  ]);
});

test('what only a container can have is refused for a url, each by its name', () => {
  expect(faults({ url, memory: '1', isolated: 'true', 'keep-on-failure': 'false' })).toEqual([
    '--memory is for a container, and --url starts none; leave it out',
    '--isolated is for a container, and --url starts none; leave it out',
  ]);
});

test.each([
  ['https://h/score', 'https://h/'],
  ['https://h/api/v1/service/x/score', 'https://h/api/v1/service/x/'],
  ['https://h/api', 'https://h/api/'],
  ['http://127.0.0.1:5001', 'http://127.0.0.1:5001/'],
])('the address %s means the service at %s', (text, href) => {
  expect(String(read('url', text))).toBe(href);
});

test.each(['h/score', 'ftp://h/', 'https://user:word@h/', 'https://h/?a=1', 'https://h/#a'])(
  'the address %s is refused',
  (text) => {
    expect(() => read('url', text)).toThrow('--url: ');
  },
);

test('variables come as lines or as JSON; a value may hold an equals sign', () => {
  expect(read('test-variables', 'A=1\nB=x=y\n\nC=')).toEqual({ A: '1', B: 'x=y', C: '' });
  expect(read('test-variables', '{"A": 1, "B": "two"}')).toEqual({ A: '1', B: 'two' });
});

test.each([
  ['A', 'entry 1 has no "="'],
  ['A=1\nB', 'entry 2 has no "="'],
  ['1 A=1', 'cannot be the name of a variable'],
  ['A=1\nA=2', 'A is given twice'],
  ['{"A": {}}', 'no JSON object of texts'],
  ['{"A": ', 'no JSON object of texts'],
])('the variables %j are refused', (text, message) => {
  expect(() => read('test-variables', text)).toThrow(message);
});

test('secrets are wrapped, and a fault does not show them', () => {
  expect(JSON.stringify(read('test-secrets', 'TOKEN=hunter2'))).toBe('{"TOKEN":"***"}');
  expect(() => read('test-secrets', 'hunter2')).toThrow(/^(?!.*hunter2)/);
});

test('files have a place of this machine and one of the container', () => {
  expect(read('test-files', 'a.csv:/data/a.csv, C:/x:/y')).toEqual([
    { source: 'a.csv', target: '/data/a.csv' },
    { source: 'C:/x', target: '/y' },
  ]);
  expect(() => read('test-files', 'a.csv')).toThrow('"a.csv" is not LOCAL:TARGET');
  expect(() => read('test-files', 'a.csv:data')).toThrow('is not LOCAL:TARGET');
  expect(() => read('test-files', 'a.csv:/data/../etc/passwd')).toThrow('has . or .. in it');
});

test.each([
  ['all', 'all'],
  ['2', 2],
])('gpus %s', (text, value) => {
  expect(read('gpus', text)).toBe(value);
});

test.each(['0', 'some', '-1', '1.5'])('gpus %s are refused', (text) => {
  expect(() => read('gpus', text)).toThrow('neither all nor a number');
});
