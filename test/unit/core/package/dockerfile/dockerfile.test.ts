import { readFile } from 'node:fs/promises';
import {
  renderDockerfile,
  renderEnvironment,
} from '@package-model/core/package/dockerfile/dockerfile';
import { quoteValue, renderPairs } from '@package-model/core/package/dockerfile/dockerfile-quote';
import { checkRendered } from '@package-model/core/package/dockerfile/check-rendered';
import { readDockerfile } from '@package-model/core/package/dockerfile/dockerfile-reader';
import type { BuildSecrets } from '@package-model/core/package/environment/environment-steps';
import { renderCondaFile } from '@package-model/core/package/environment/conda-steps';
import type { Environment } from '@package-model/core/package/plan/plan';
import { digestOf } from '@package-model/core/oci/digest';
import { isVariableValue } from '@package-model/core/package/inference/variables';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { samplePlan } from '../sample-plan.ts';

const from = [samplePlan.environment.baseImage];
const variants: readonly BuildSecrets[] = [
  { kind: 'none' },
  { kind: 'buildkit', ids: ['ca-certificates', 'pip-config', 'apt-config'] },
  { kind: 'wheels', folder: 'wheels' },
];

describe('quoting', () => {
  const character = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...'$\\"\'` #={}|<>&\t'.split('')) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
  );
  const value = fc.string({ unit: character }).filter(isVariableValue);

  test('gives back exactly what went in, by the rules of the builders', () => {
    fc.assert(
      fc.property(value, (text) => {
        expect(unquote(quoteValue(text))).toBe(text);
      }),
    );
  });

  test('keeps a value inside its instruction', () => {
    fc.assert(
      fc.property(value, value, (first, second) => {
        const text = `FROM a\n${renderPairs('ENV', { A: first, B_2: second })}USER x\n`;
        const found = readDockerfile(text).instructions;
        expect(found.map((instruction) => instruction.name)).toEqual(['FROM', 'ENV', 'USER']);
        expect(found[1]?.text.startsWith('A="')).toBe(true);
      }),
    );
  });

  test.each(['a\nRUN x', 'a\r', '\0', '\u2028', '\uD800'])('refuses %j', (text) => {
    expect(() => quoteValue(text)).toThrow('control character');
  });

  test('refuses keys that are more than a name', () => {
    expect(() => renderPairs('ENV', { 'A B': '' })).toThrow('cannot be a key');
    expect(() => renderPairs('LABEL', { 'a=b': '' })).toThrow('cannot be a key');
  });
});

/** Double quotes as Docker's word processing reads them. */
function unquote(quoted: string): string {
  let text = '';
  for (let at = 1; at < quoted.length - 1; at += 1) {
    const next = quoted[at + 1] ?? '';
    if (quoted[at] === '$') throw new Error('a variable would be expanded');
    if (quoted[at] === '"') throw new Error('the quotes end too early');
    if (quoted[at] === '\\' && '"$\\'.includes(next)) at += 1;
    text += quoted[at] ?? '';
  }
  return text;
}

const rattler: Environment = {
  ...samplePlan.environment,
  pip: ['six', 'azureml-inference-server-http~=1.5'],
  manager: 'rattler',
  conda: {
    channels: ['file:///opt/package-model/channels/0', 'conda-forge'],
    dependencies: ['python=3.11', 'pip', 'conda-forge::zlib>=1.2,<2'],
    cuda: '12.4',
  },
  constraints: ['flask<4'],
  files: [
    {
      path: 'channels/0/noarch/repodata.json',
      sizeBytes: 3,
      digest: digestOf('{}\n'),
      executable: false,
    },
  ],
  variables: { A: '1' },
};
const secretVariants: readonly BuildSecrets[] = [
  { kind: 'none' },
  { kind: 'buildkit', ids: ['ca-certificates', 'pip-config', 'uv-config', 'condarc'] },
];
const managers: readonly (readonly [string, Environment])[] = [
  ['rattler', rattler],
  ['conda', { ...rattler, manager: 'conda', files: [] }],
  [
    'conda-base',
    {
      ...rattler,
      manager: 'conda',
      conda: { channels: ['defaults'], dependencies: ['numpy', 'pip'], base: 'amlenv' },
      files: [],
    },
  ],
  ['micromamba', { ...rattler, manager: 'micromamba', files: [] }],
  ['uv', { ...samplePlan.environment, manager: 'uv' }],
  [
    'extra-steps',
    {
      ...samplePlan.environment,
      extraSteps: 'RUN a && b\nCOPY ["environment/files/steps/x","/opt/"]\nUSER root\n',
      variables: { A: '1' },
    },
  ],
];

describe('rendering of managers', () => {
  const cases = managers.flatMap(([name, environment]) =>
    secretVariants.map((secrets) => [name, secrets.kind, environment, secrets] as const),
  );

  test.each(cases)('gives the known Dockerfile: %s with secrets %s', async (...known) => {
    const [name, kind, environment, secrets] = known;
    const text = renderEnvironment(environment, { secrets, user: 'dockeruser' });
    checkRendered(text, { from });
    const golden = new URL(`fixtures/${name}.${kind}.Dockerfile`, import.meta.url);
    expect(text).toBe(await readFile(golden, 'utf8'));
  });

  test('hands conda what it understands, in an order that is kept', () => {
    expect(JSON.parse(renderCondaFile(rattler))).toEqual({
      name: 'package-model',
      channels: ['file:///opt/package-model/channels/0', 'conda-forge', 'nodefaults'],
      dependencies: ['python=3.11', 'pip', 'conda-forge::zlib>=1.2,<2'],
    });
  });

  test('refuses names that would become commands', () => {
    const conda = { channels: [], dependencies: [], base: 'x; rm -rf /' };
    const evil: Environment = { ...rattler, manager: 'conda', conda };
    expect(() => renderEnvironment(evil, { secrets: { kind: 'none' } })).toThrow('cannot go into');
  });
});

describe('rendering', () => {
  test.each(variants.map((secrets) => [secrets.kind, secrets] as const))(
    'gives the known Dockerfile for secrets: %s',
    async (kind, secrets) => {
      const text = renderEnvironment(samplePlan.environment, { secrets });
      checkRendered(text, { from });
      const golden = new URL(`fixtures/environment.${kind}.Dockerfile`, import.meta.url);
      expect(text).toBe(await readFile(golden, 'utf8'));
    },
  );

  test('gives the known Dockerfile of a whole image', async () => {
    const text = renderDockerfile(samplePlan, {
      secrets: { kind: 'none' },
      modelTars: ['models/aa.tar', 'models/bb.tar'],
      linksTar: 'links.tar',
      codeTar: 'code.tar',
      user: 'dockeruser',
    });
    checkRendered(text, { from });
    const golden = new URL('fixtures/image.Dockerfile', import.meta.url);
    expect(text).toBe(await readFile(golden, 'utf8'));
  });

  test.each([variants[0], variants[2]])('needs no BuildKit for %j', (secrets) => {
    if (secrets === undefined) throw new Error('a variant is missing');
    const text = renderEnvironment(samplePlan.environment, { secrets });
    expect(text).not.toMatch(/--mount|<<|^# syntax/m);
  });

  test('puts no requirement into an instruction', () => {
    for (const secrets of variants) {
      const text = renderEnvironment(samplePlan.environment, { secrets });
      expect(text).not.toContain('scikit-learn');
    }
  });

  test('installs nothing into a base image that brings its own Python', () => {
    const environment = { ...samplePlan.environment, pip: [], apt: [], userManaged: true };
    const text = renderEnvironment(environment, { secrets: { kind: 'none' }, user: '1000:1000' });
    expect(text).toBe(`FROM ${environment.baseImage}\nUSER root\nUSER 1000:1000\n`);
  });

  test.each([
    { apt: ['a;b'] },
    { apt: ['-o=x'] },
    { baseImage: 'a b' },
    { baseImage: 'a\nRUN x' },
    { pythonVersion: '3.1 || x' },
  ])('refuses %j at the last gate', (change) => {
    const environment = { ...samplePlan.environment, ...change };
    expect(() => renderEnvironment(environment, { secrets: { kind: 'none' } })).toThrow(TypeError);
  });
});

describe('the check before a build', () => {
  const check = (text: string) => () => checkRendered(text, { from: ['base:1'] });

  test('lets multi-stage files through', () => {
    check('# a comment\nFROM base:1 AS one\nRUN a \\\n  b\nFROM one\nCOPY --from=one /a /b\n')();
  });

  test.each([
    ['# syntax=evil/frontend\nFROM base:1\n', 'Dockerfile:1: the parser directive syntax='],
    ['#escape=`\nFROM base:1\n', 'parser directive escape='],
    ['// syntax=x\nFROM base:1\n', 'parser directive syntax='],
    ['FROM other\n', 'Dockerfile:1: FROM other is not the base image of the plan (base:1)'],
    ['FROM base:1\nFROM other AS x\n', 'Dockerfile:2: FROM other'],
    ['FROM --platform=linux/arm64 base:1\n', 'FROM --platform is not allowed'],
    ['ARG A\nFROM base:1\n', 'the first instruction must be FROM'],
    ['', 'the file has no instruction'],
    ['FROM base:1\nRUN <<EOF\nUSER root\nEOF\n', 'heredocs'],
    ['FROM base:1\nCOPY <<EOF /x\nhi\nEOF\n', 'heredocs'],
    ['FROM base:1\nONBUILD RUN x\n', 'ONBUILD is not an instruction'],
    [
      'FROM base:1\nRUNX y\n',
      'Dockerfile:2: "RUNX" is not an instruction of a Dockerfile; did you',
    ],
    ['FROM base:1\nRUN a\n && b\n', '"&&" is not an instruction'],
    ['FROM base:1\nMAINTAINER me\n', 'MAINTAINER is not an instruction'],
    ['FROM base:1\nCOPY --from=0 /a /b\n', '--from=0 is not a stage'],
    ['FROM base:1\nRUN\n', 'RUN has no arguments'],
    ['FROM base:1\nCOPY --from=alpine /a /b\n', '--from=alpine is not a stage'],
    ['FROM base:1\nADD https://host/x /x\n', 'sources from outside'],
    ['FROM base:1\nADD ["https://host/x", "/x"]\n', 'sources from outside'],
    ['FROM base:1\nADD git@host:x /x\n', 'sources from outside'],
    ['FROM base:1\nRUN --mount=type=bind,from=x,target=/x y\n', '--mount=type=bind'],
    ['FROM base:1\nRUN --security=insecure y\n', '--security=insecure'],
    ['FROM base:1\nRUN --network=host y\n', '--network=host'],
  ])('refuses %j', (text, message) => {
    expect(check(text)).toThrow(message);
  });
});
