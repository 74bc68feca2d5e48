import { InputError } from '@package-model/core/errors';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildImageInputs } from '../../../packages/steps/src/build-image/inputs.ts';
import { packageModelInputs } from '../../../packages/steps/src/package-model/inputs.ts';
import { parseInputs } from '../../../packages/steps/src/parse-inputs.ts';
import { pushImageInputs } from '../../../packages/steps/src/push-image/inputs.ts';
import { registerModelInputs } from '../../../packages/steps/src/register-model/inputs.ts';
import { smokeTestInputs } from '../../../packages/steps/src/smoke-test/inputs.ts';
import type { InputTable, RawInputs } from '../../../packages/steps/src/step.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const register = { 'model-name': 'diabetes', 'model-path': 'model.joblib' };

function raw(texts: Readonly<Record<string, string>>): RawInputs {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { text }]));
}

function parse<T extends InputTable>(table: T, texts: Readonly<Record<string, string>>) {
  return parseInputs(table, raw(texts), (name) => `--${name}`);
}

function faultsOf(table: InputTable, texts: Readonly<Record<string, string>>): string[] {
  try {
    parse(table, texts);
  } catch (error) {
    if (error instanceof InputError) return error.faults.map((fault) => fault.message);
    throw error;
  }
  return [];
}

test('gives every input of the table, defaults where nothing was given', () => {
  expect(parse(packageModelInputs, { model: 'm:1', 'inference-config': 'i.json' })).toEqual({
    model: [{ kind: 'version', name: 'm', version: '1' }],
    'model-framework': 'auto',
    'model-framework-version': undefined,
    'model-layout': 'auto',
    'model-registry': undefined,
    'inference-config': 'i.json',
    'working-directory': '.',
    'base-image': undefined,
    dockerfile: undefined,
    'replace-model-copy': false,
    'environment-manager': 'auto',
    requirements: undefined,
    'apt-packages': undefined,
    'package-path': '.package',
    upgrade: false,
    'generate-dockerfile': false,
    output: undefined,
    'lock-file': 'package-model.lock',
    'ca-certificates': undefined,
  });
});

test('reports all faults of a call together, by the names the surface uses', () => {
  const faults = faultsOf(registerModelInputs, { 'model-name': '.x', 'model-registry': 'ftp://h' });
  expect(faults).toEqual([
    expect.stringContaining('--model-name: ".x" is not a model name'),
    '--model-path is required; give for example outputs/model.joblib',
    expect.stringContaining('--model-registry: "ftp://h" is no model registry; write dir:PATH'),
  ]);
});

test.each(['', ' ', '\n\t'])('takes %j as not given', (text) => {
  expect(parse(registerModelInputs, { ...register, 'model-description': text })).toMatchObject({
    'model-description': undefined,
  });
});

test('names file, line and key of a fault whose text came from a file', () => {
  const place = { file: 'model.yaml', line: 4, column: 1, key: 'name' };
  const given = { ...raw(register), 'model-name': { text: '!', place } };
  const parsing = (): unknown => parseInputs(registerModelInputs, given, (name) => name);
  expect(parsing).toThrow(/^model\.yaml:4:1 \(name\): "!" is not a model name/);
});

describe('a model name', () => {
  test.each(['a', 'A.b-c_9', '9', 'a'.repeat(255)])('may be %s', (name) => {
    expect(faultsOf(registerModelInputs, { ...register, 'model-name': name })).toEqual([]);
  });

  test.each(['-a', '.a', 'a b', 'a/b', 'a:1', 'ä', 'a\nb', 'a'.repeat(256)])(
    'may not be %j',
    (name) => {
      expect(faultsOf(registerModelInputs, { ...register, 'model-name': name })).toHaveLength(1);
    },
  );
});

describe('a boolean', () => {
  const push = { image: `h.example/r@${digest}`, 'report-path': 'r.json' };

  test.each([
    ['true', true],
    ['True', true],
    ['TRUE', true],
    ['false', false],
    ['False', false],
    ['FALSE', false],
  ])('reads %s as YAML 1.2 does', (text, value) => {
    expect(parse(pushImageInputs, { ...push, load: text }).load).toBe(value);
  });

  test.each(['yes', '1', 'on', 'tRue'])('refuses %s', (text) => {
    expect(faultsOf(pushImageInputs, { ...push, load: text })).toEqual([
      `--load: "${text}" is neither true nor false`,
    ]);
  });
});

describe('a list', () => {
  const push = { image: `h.example/r@${digest}`, 'report-path': 'r.json' };

  test('has its entries on lines, between commas, or both', () => {
    expect(parse(pushImageInputs, { ...push, tags: ' a, b\n\nc,\r\n' }).tags).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  test('reads back what was joined', () => {
    const tag = fc.stringMatching(/^[a-z0-9]{1,10}$/);
    const separator = fc.constantFrom(',', '\n', ', ', ' \n ', ',,');
    fc.assert(
      fc.property(fc.array(tag, { minLength: 1 }), separator, (tags, by) => {
        expect(parse(pushImageInputs, { ...push, tags: tags.join(by) }).tags).toEqual(tags);
      }),
    );
  });

  test('is refused with the entry that is wrong', () => {
    expect(faultsOf(pushImageInputs, { ...push, tags: 'ok,-bad' })).toEqual([
      expect.stringContaining('"-bad" is not a tag'),
    ]);
  });
});

test('a number of seconds is above zero and at most a day', () => {
  const smoke = { image: `dir:out@${digest}` };
  expect(parse(smokeTestInputs, { ...smoke, 'start-timeout': '1.5' })['start-timeout']).toBe(1.5);
  for (const text of ['0', '-1', '1e3', 'ten', '86401', 'Infinity', '0x10']) {
    expect(faultsOf(smokeTestInputs, { ...smoke, 'start-timeout': text })).toHaveLength(1);
  }
});

test('a choice lists its values when another word is given', () => {
  const build = { image: 'h.example/r:1' };
  expect(faultsOf(buildImageInputs, { ...build, builder: 'kaniko' })).toEqual([
    '--builder: "kaniko" is none of: auto, buildkit, classic',
  ]);
});

test('models are named by version or by digest', () => {
  const text = `diabetes:12\nh.example/models/m@${digest}`;
  const { model } = parse(packageModelInputs, { model: text, 'inference-config': 'i' });
  expect(model?.map(({ kind }) => kind)).toEqual(['version', 'reference']);
});

test('smoke-test cases are a path or the text itself', () => {
  const smoke = { image: `dir:out@${digest}` };
  expect(parse(smokeTestInputs, { ...smoke, cases: 'a/cases.yaml' }).cases).toEqual({
    kind: 'file',
    path: 'a/cases.yaml',
  });
  expect(parse(smokeTestInputs, { ...smoke, cases: '[{"a":1}]' }).cases).toEqual({
    kind: 'inline',
    text: '[{"a":1}]',
  });
});

test('an image to test must have a digest, an image to build must not', () => {
  expect(faultsOf(smokeTestInputs, { image: 'h.example/r:1' })).toHaveLength(1);
  expect(faultsOf(buildImageInputs, { image: `h.example/r@${digest}` })).toHaveLength(1);
});

test('secrets are wrapped and appear in no message', () => {
  const build = { image: 'h.example/r:1', 'pip-index-url': 'https://u:canary@h/simple' };
  const values = parse(buildImageInputs, build);
  expect(JSON.stringify(values)).not.toContain('canary');
  expect(values['pip-index-url']?.reveal()).toBe('https://u:canary@h/simple');
  expect(faultsOf(buildImageInputs, { ...build, image: '' }).join()).not.toContain('canary');
});

describe('the download of buildx', () => {
  const build = { image: 'h.example/r:1' };
  const sha256 = 'b'.repeat(64);

  test('has an address and a checksum', () => {
    const text = `https://h.example/buildx#sha256=${sha256}`;
    expect(parse(buildImageInputs, { ...build, 'buildx-url': text })['buildx-url']).toEqual({
      url: 'https://h.example/buildx',
      sha256,
    });
  });

  test.each([
    'https://h.example/buildx',
    `http://h.example/buildx#sha256=${sha256}`,
    'https://h.example/buildx#sha256=abc',
    `file:///buildx#sha256=${sha256}`,
  ])('may not be %s', (text) => {
    expect(faultsOf(buildImageInputs, { ...build, 'buildx-url': text })).toHaveLength(1);
  });
});

test.each([
  ['0', undefined],
  ['90m', 5_400_000],
  ['12h', 43_200_000],
  ['30d', 2_592_000_000],
  ['2w', 1_209_600_000],
])('reads the age %s', (text, expected) => {
  const values = parse(buildImageInputs, { image: 'dir:x:1', 'environment-max-age': text });
  expect(values['environment-max-age']).toBe(expected);
});

test.each(['30', '0d', '-1d', '1.5d', '1 d', '99999d', 'P30D', 'd'])('%s is no age', (text) => {
  expect(faultsOf(buildImageInputs, { image: 'dir:x:1', 'environment-max-age': text })).toEqual([
    `--environment-max-age: "${text}" is no age; write for example 30d or 12h, at most 3650d, or 0 for any age`,
  ]);
});
