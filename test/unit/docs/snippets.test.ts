import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '@package-model/core/log';
import { digestOf } from '@package-model/core/oci/digest';
import { condaEnvironment } from '@package-model/core/package/environment/conda-environment';
import { readCondaFile } from '@package-model/core/package/environment/conda-file';
import { readExtraSteps } from '@package-model/core/package/environment/extra-steps';
import { readLockFile } from '@package-model/core/package/plan/lock-file';
import { readDockerfile } from '@package-model/core/package/dockerfile/dockerfile-reader';
import { lintDockerfile } from '@package-model/core/package/dockerfile/lint/lint';
import { parseYamlText } from '@package-model/core/package/config/yaml-text';
import { parseCases } from '@package-model/core/smoke/cases/read-cases';
import { chainInputs } from '@package-model/steps/chain/inputs';
import { chainStep } from '@package-model/steps/chain/step';
import { completeFromModelYaml } from '@package-model/steps/model-yaml';
import { parseInputs } from '@package-model/steps/parse-inputs';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadMatchers } from '@package-model/steps/smoke-test/load-matchers';
import { parseFlags } from '../../../packages/cli/src/flags.ts';
import { surfaces, terminalSteps } from '../../../packages/tooling/src/surfaces.ts';
import { checkAzureYaml } from './azure-checks.ts';
import { isRecord } from './azure-yaml.ts';
import { documents, projectRoot, snippetsIn, snippetsOf } from './snippets.ts';
import type { Snippet } from './snippets.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'package-model-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Excerpts of logs, which the tests of those runs compare. */
const shownRuns = ['github', 'azure'].flatMap((pipeline) =>
  ['passed', 'failed', 'cancelled'].map((end) => `${pipeline}-${end}`),
);
const kinds: Readonly<Record<string, readonly string[]>> = {
  sh: [''],
  ts: [''],
  yaml: ['model.yaml', 'workflow', 'reusable', 'steps', 'pipeline', 'cases', 'conda'],
  json: ['lock'],
  dockerfile: ['', 'steps'],
  text: ['', ...shownRuns],
};

function named(snippets: readonly Snippet[]): (readonly [string, Snippet])[] {
  return snippets.map((snippet) => [`${snippet.file}:${snippet.line}`, snippet] as const);
}

function yamlOf(...wanted: readonly string[]): (readonly [string, Snippet])[] {
  return named(snippetsIn('yaml').filter(({ kind }) => wanted.includes(kind)));
}

test.each(documents())('every block of %s says what it is', (file) => {
  for (const { language, kind, line } of snippetsOf(file)) {
    expect(kinds[language], `${file}:${line}: ${language} ${kind}`).toContain(kind);
  }
});

test.each(documents())('every relative link of %s leads somewhere', (file) => {
  const text = readFileSync(path.join(projectRoot, file), 'utf8');
  for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
    const absolute = path.resolve(projectRoot, path.dirname(file), target);
    expect(() => readFileSync(absolute), `${file}: ${target}`).not.toThrow(/ENOENT/);
  }
});

test.each(yamlOf('model.yaml'))('%s is a model.yaml that lacks nothing', async (_, { text }) => {
  writeFileSync(path.join(folder, 'model.yaml'), text);
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (line: string) => void warnings.push(line) };
  const raw = await completeFromModelYaml({}, { workingDirectory: folder, log });
  const values = parseInputs(chainInputs, raw, (name) => name);
  expect(warnings).toEqual([]);
  expect(chainStep.check(values, (name) => name, {})).toEqual([]);
});

test.each(yamlOf('cases'))('%s is a list of smoke-test cases', async (at, { text }) => {
  expect(await parseCases(parseYamlText(text, at), { folder, loadMatchers })).not.toEqual([]);
});

test.each(yamlOf('conda'))('%s is a conda file for rattler', async (at, { text }) => {
  mkdirSync(path.join(folder, 'channel/noarch'), { recursive: true });
  writeFileSync(path.join(folder, 'channel/noarch/repodata.json'), '{}');
  const config = { ...parseYamlText(text, at), path: path.join(folder, 'conda.yml') };
  const made = await condaEnvironment(
    {
      file: readCondaFile({ config, path: [] }, silentLog),
      root: folder,
      pythonVersion: '3.11',
      signal: new AbortController().signal,
    },
    silentLog,
  );
  expect(made.conda.channels).toHaveLength(3);
});

const extraSteps = snippetsIn('dockerfile').filter(({ kind }) => kind === 'steps');
test.each(named(extraSteps))('%s are extra steps', (at, { text, line }) => {
  const digest = digestOf('');
  const file = { path: 'src/parts/notes.txt', sizeBytes: 0, digest, executable: false };
  const code = { directory: 'src', entryScript: 'src/score.py', files: [file] };
  const source = { text, place: { file: at, line } };
  expect(readExtraSteps(source, { code, sources: new Map() })?.context.files).toHaveLength(1);
});

const wholeFiles = snippetsIn('dockerfile').filter(({ kind }) => kind === '');
test.each(named(wholeFiles))('%s is a Dockerfile without faults', (at, { text }) => {
  expect(lintDockerfile(readDockerfile(text, { file: at }))).toEqual([]);
});

test.each(named(snippetsIn('json')))('%s is a lock file', async (at, { text }) => {
  const file = path.join(folder, 'package-model.lock');
  writeFileSync(file, text);
  expect(Object.keys((await readLockFile(file, at)).environments)).toHaveLength(1);
});

type Call = {
  readonly id: string;
  readonly manifest: string;
  readonly given: readonly string[];
};
type Manifest = {
  readonly inputs: readonly { readonly name: string; readonly required: boolean }[];
  readonly outputs: readonly string[];
};

function checkCall(call: Call, { inputs }: Manifest): void {
  const names = inputs.map(({ name }) => name);
  expect(call.given.filter((name) => !names.includes(name))).toEqual([]);
  const required = inputs.filter((input) => input.required).map(({ name }) => name);
  expect(required.filter((name) => !call.given.includes(name))).toEqual([]);
}

function checkReferences(
  text: string,
  reference: RegExp,
  outputs: ReadonlyMap<string, readonly string[]>,
): void {
  for (const [whole, id = '', name = ''] of text.matchAll(reference)) {
    expect(outputs.get(id), whole).toContain(name);
  }
}

test.each(yamlOf('workflow', 'steps'))('%s gives actions the inputs they have', (_, snippet) => {
  const outputs = new Map<string, readonly string[]>();
  const calls = steps(parse(snippet.text)).flatMap(actionCall);
  for (const call of calls) {
    const manifest = readAction(call.manifest);
    checkCall(call, manifest);
    outputs.set(call.id, manifest.outputs);
  }
  expect(calls).not.toEqual([]);
  checkReferences(snippet.text, /steps\.([\w-]+)\.outputs\.([\w-]+)/g, outputs);
});

test.each(yamlOf('workflow'))(
  '%s asks for the permissions it needs, and no more',
  (_, { text }) => {
    const workflow: unknown = parse(text);
    // An Azure identity needs an id token where GitHub's own registry needs its packages.
    const right = text.includes('azure-client-id:') ? 'id-token' : 'packages';
    expect(workflow).toMatchObject({ permissions: { contents: 'read', [right]: 'write' } });
  },
);

test.each(yamlOf('pipeline'))('%s gives tasks and templates what they know', (_, { text }) => {
  checkAzureYaml(text);
});

test.each(named(snippetsIn('sh')))('%s calls package-model with flags it has', (_, { text }) => {
  for (const [, word = '', rest = ''] of text.matchAll(/\bpackage-model ([a-z-]+)( [^>)\n]*)?/g)) {
    const surface = [...surfaces, ...terminalSteps].find(({ command }) => command === word);
    expect(surface, word).toBeDefined();
    if (surface === undefined) continue;
    const words = rest.split(' ').filter((each) => each !== '');
    expect(parseFlags(words, surface.step.inputs).faults).toEqual([]);
  }
});

test.each(named(snippetsIn('ts')))('%s runs', (_, { text }) => {
  const args = ['--input-type=module-typescript', '--disable-warning=ExperimentalWarning', '-e'];
  const cwd = path.join(projectRoot, 'examples/diabetes');
  const run = () => execFileSync(process.execPath, [...args, text], { cwd, stdio: 'pipe' });
  expect(run).not.toThrow();
});

/** The steps of a workflow, a pipeline, or a bare list of them. */
function steps(document: unknown): unknown[] {
  if (Array.isArray(document)) return document;
  if (!isRecord(document)) return [];
  if (Array.isArray(document['steps'])) return document['steps'];
  return isRecord(document['jobs']) ? Object.values(document['jobs']).flatMap(steps) : [];
}

function actionCall(step: unknown): Call[] {
  if (!isRecord(step) || typeof step['uses'] !== 'string') return [];
  const [, action] = /^org\/package-model(?:\/(.+))?@v\d+$/.exec(step['uses']) ?? [];
  if (!step['uses'].startsWith('org/package-model')) return [];
  const manifest = action === undefined ? 'action.yml' : `${action}/action.yml`;
  return [{ id: String(step['id']), manifest, given: keysOf(step['with']) }];
}

function readAction(file: string): Manifest {
  const action: unknown = parse(readFileSync(path.join(projectRoot, file), 'utf8'));
  if (!isRecord(action) || !isRecord(action['inputs'])) throw new Error(`${file} has no inputs`);
  const inputs = Object.entries(action['inputs']).map(([name, input]) => ({
    name,
    required: isRecord(input) && input['required'] === true,
  }));
  return { inputs, outputs: keysOf(action['outputs']) };
}

function keysOf(value: unknown): string[] {
  return isRecord(value) ? Object.keys(value) : [];
}
