import { camelCase } from '@package-model/host/input-names';
import { choiceFaults } from '@package-model/steps/download-model/choice-faults';
import { downloadModelInputs } from '@package-model/steps/download-model/inputs';
import { parseInputs } from '@package-model/steps/parse-inputs';
import { expect, test } from 'vitest';

type Texts = Readonly<Record<string, string>>;

function valuesOf(texts: Texts) {
  const given = { 'download-path': 'out', ...texts };
  const raw = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, { text }]));
  return parseInputs(downloadModelInputs, raw, camelCase);
}

function faultsOf(texts: Texts): readonly string[] {
  return choiceFaults(valuesOf(texts), camelCase).map(({ place }) => String(place?.key));
}

const artifact = { connection: 'id', definition: 'models/net', version: '7' };

test.each([
  ['a model', { model: 'net:7' }],
  ['a model of a connection', { model: 'net:latest', connection: 'id' }],
  ['what a release gives', artifact],
])('%s is enough', (_, texts) => {
  expect(faultsOf(texts)).toEqual([]);
});

test.each<[string, Texts, readonly string[]]>([
  ['nothing', {}, ['model']],
  ['a connection alone', { connection: 'id' }, ['model']],
  ['a version alone', { version: '7' }, ['version']],
  ['a definition alone', { definition: 'models/net' }, ['connection', 'version']],
  ['two models', { ...artifact, model: 'net:7' }, ['definition']],
])('%s is told by its input', (_, texts, keys) => {
  expect(faultsOf(texts)).toEqual(keys);
});

test.each([
  ['7', '7'],
  ['v7', '7'],
  ['model-v12', '12'],
  ['latest', 'latest'],
])('the version %s is %s', (text, version) => {
  expect(valuesOf({ ...artifact, version: text }).version).toBe(version);
});

test.each([
  ['version', '0'],
  ['version', '7 '.repeat(9)],
  ['version', '../7'],
  ['version', '1e3'],
  ['definition', 'https://host/models/net'],
  ['definition', '../net'],
  ['definition', 'Models/Net'],
  ['definition', 'models//../net'],
])('the %s %j is refused', (name, text) => {
  expect(() => valuesOf({ ...artifact, [name]: text })).toThrow(name);
});
