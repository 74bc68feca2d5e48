import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@package-model/core/log';
import { readAmlIgnore } from '@package-model/core/package/code/aml-ignore';
import { readDockerIgnore } from '@package-model/core/package/code/docker-ignore';
import { openGitIgnore } from '@package-model/core/package/code/git-ignore';
import { parseJsonText } from '@package-model/core/package/config/json-text';
import { parseLenientText } from '@package-model/core/package/config/lenient-file';
import { parseYamlText } from '@package-model/core/package/config/yaml-text';
import { readDockerfile } from '@package-model/core/package/dockerfile/dockerfile-reader';
import { parseConda } from '@package-model/core/package/environment/conda';
import { parseCondaSpec } from '@package-model/core/package/environment/conda-spec';
import { parsePipLine } from '@package-model/core/package/environment/pip-requirement';
import { readInferenceConfig } from '@package-model/core/package/inference/inference-config';
import { readLockFile } from '@package-model/core/package/plan/lock-file';
import { renderPlan } from '@package-model/core/package/plan/package-folder';
import { parsePlan } from '@package-model/core/package/plan/parse-plan';
import { checkEntryScript } from '@package-model/core/package/script/entry-script';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { samplePlan } from '../unit/core/package/sample-plan.ts';
import { longTexts, oddText } from './support/odd-text.ts';
import { checkReader, checkReading } from './support/readings.ts';
import * as samples from './support/samples.ts';

const LONG = 30_000;
const MAX_LONG_MS = 10_000;
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'package-model-readers-'));
  await writeFile(join(scratch, 'score.py'), samples.scripts[0]);
  await writeFile(
    join(scratch, 'myenv.yml'),
    samples.condas.join('').split('dependencies: [')[0] ?? '',
  );
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** What a reader makes of a text that lies in a file. */
async function fromFile<T>(
  text: string,
  name: string,
  read: (path: string) => Promise<T>,
): Promise<T> {
  const path = join(scratch, name);
  await writeFile(path, text);
  return read(path);
}

const ignored = ['a', 'a/b', 'x y/[c]', 'A#', '!a', 'deep/er/file.py'];

async function askGitIgnore(text: string): Promise<void> {
  const read = async (file: string) => {
    return file === join(scratch, '.gitignore') ? { text, file: 'file' } : undefined;
  };
  const rules = await openGitIgnore(scratch, read);
  for (const path of ignored) {
    rules?.leavesOut(path, 'folder');
    rules?.leavesOut(path, 'file');
  }
}

function askRules(read: typeof readAmlIgnore, text: string): void {
  const rules = read({ text, file: 'file' });
  for (const path of ignored) {
    rules.leavesOut(path, 'folder');
    rules.leavesOut(path, 'file');
  }
}

type Reader = readonly [
  name: string,
  tokens: readonly string[],
  samples: readonly string[],
  read: (text: string) => unknown,
];

const readers: readonly Reader[] = [
  ['JSON', samples.jsonTokens, samples.configs, (text) => parseJsonText(text, 'file.json')],
  ['YAML', samples.yamlTokens, samples.condas, (text) => parseYamlText(text, 'file.yml')],
  [
    'lenient configurations',
    [...samples.jsonTokens, ...samples.yamlTokens],
    [...samples.configs, ...samples.condas],
    (text) => parseLenientText(text, 'file'),
  ],
  [
    'inference configurations',
    samples.configTokens,
    samples.configs,
    (text) =>
      fromFile(text, 'file.json', (path) =>
        readInferenceConfig(path, 'file.json', { workingDirectory: scratch, log: silentLog }),
      ),
  ],
  [
    'conda files',
    samples.yamlTokens,
    samples.condas,
    (text) => parseConda({ config: parseYamlText(text, 'file.yml'), path: [] }, silentLog),
  ],
  ['conda specifications', samples.specTokens, samples.specs, parseCondaSpec],
  ['pip requirements', samples.pipTokens, samples.pips, parsePipLine],
  [
    'entry scripts',
    samples.pythonTokens,
    samples.scripts,
    (text) =>
      fromFile(text, 'file.py', (path) =>
        checkEntryScript({ path, shownAs: 'file.py' }, silentLog),
      ),
  ],
  ['.amlignore', samples.ruleTokens, samples.rules, (text) => askRules(readAmlIgnore, text)],
  ['.dockerignore', samples.ruleTokens, samples.rules, (text) => askRules(readDockerIgnore, text)],
  ['.gitignore', samples.ruleTokens, samples.rules, askGitIgnore],
  [
    'Dockerfiles',
    samples.dockerTokens,
    samples.dockerfiles,
    (text) => readDockerfile(text, { file: 'file' }),
  ],
  [
    'lock files',
    samples.jsonTokens,
    [samples.lock],
    (text) => fromFile(text, 'file.lock', (path) => readLockFile(path, 'file.lock')),
  ],
  [
    'plans',
    samples.jsonTokens,
    [renderPlan(samplePlan)],
    (text) => {
      const { value, placeOf } = parseJsonText(text, 'file.json');
      return parsePlan(value, placeOf);
    },
  ],
];

test.each(readers)('the reader of %s takes any text or refuses it', async (...reader) => {
  const [, tokens, texts, read] = reader;
  for (const text of texts) await read(text);
  await checkReader(oddText(tokens, texts), read);
});

test.each(readers)('the reader of %s takes no time for long texts', async (...reader) => {
  const [, tokens, , read] = reader;
  for (const text of longTexts(tokens, LONG)) await checkReading(text, read, MAX_LONG_MS);
});

test('a sample of each kind of file is read without fault', () => {
  expect(readers.every(([, , texts]) => texts.length > 0)).toBe(true);
});
