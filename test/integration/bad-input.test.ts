import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from './support/cli.ts';
import type { CliResult } from './support/cli.ts';
import { recordingDocker } from './support/docker-calls.ts';
import { writeProject } from './support/project.ts';

let folder = '';
let projects = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-bad-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A good project with files changed; `undefined` takes one away. */
async function projectWith(files: Readonly<Record<string, string | undefined>>): Promise<string> {
  projects += 1;
  const cwd = join(folder, `project-${projects}`);
  await writeProject(cwd);
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) await rm(join(cwd, path), { recursive: true });
    else await writeFile(join(cwd, path), text);
  }
  return cwd;
}

/** The lines of the errors: each begins one, all others belong to the one above. */
function errorsOf({ stderr }: CliResult): readonly string[] {
  return stderr.split('\n').filter((line) => line.startsWith('error: '));
}

const withR = JSON.stringify({
  entryScript: 'score.py',
  sourceDirectory: 'source',
  environment: { r: { rVersion: '3.5.2' } },
});

type Case = {
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  readonly says: readonly string[];
};

const cases: readonly (readonly [string, Case])[] = [
  [
    'a model that is not there',
    { files: { 'model/factor.json': undefined }, says: ['model/factor.json'] },
  ],
  [
    'a model glob that matches nothing',
    { args: ['--model-path', 'model/*.onnx'], says: ['model/*.onnx'] },
  ],
  [
    'an empty model folder',
    { files: { 'model/factor.json': undefined }, args: ['--model-path', 'model'], says: ['model'] },
  ],
  [
    'a bad model name',
    {
      args: ['--model-name', 'a model/1'],
      says: ['--model-name', '"a model/1" is not a model name; a model name starts with a letter'],
    },
  ],
  [
    'a truncated inference configuration',
    {
      files: { 'inferenceconfig.json': '{\n  "entryScript": "score.py",\n  "environ' },
      says: ['inferenceconfig.json:3:'],
    },
  ],
  [
    'a malformed inference configuration',
    {
      files: { 'inferenceconfig.json': '{\n  "entryScript": "score.py" "x": 1 }' },
      says: ['inferenceconfig.json:2:'],
    },
  ],
  [
    'an inference configuration that is not there',
    { files: { 'inferenceconfig.json': undefined }, says: ['inferenceconfig.json'] },
  ],
  [
    'a key that is not supported yet',
    {
      files: { 'inferenceconfig.json': withR },
      says: ['inferenceconfig.json', 'environment.r'],
    },
  ],
  [
    'a truncated model.yaml',
    { files: { 'model.yaml': 'name: factor\npath: [model' }, says: ['model.yaml:'] },
  ],
  [
    'malformed smoke-test cases',
    { files: { 'cases.yaml': '- name: one\n  request: {data: [3\n' }, says: ['cases.yaml:'] },
  ],
  [
    'an entry script that is not there',
    { files: { 'source/score.py': undefined }, says: ['score.py', 'entryScript'] },
  ],
  [
    'an entry script without run()',
    {
      files: { 'source/score.py': 'def init():\n    pass\n' },
      says: ['score.py', 'run'],
    },
  ],
  [
    'an entry script without init()',
    {
      files: { 'source/score.py': 'def run(data):\n    return data\n' },
      says: ['score.py', 'init'],
    },
  ],
  [
    'a file of certificates that is not there',
    { args: ['--ca-certificates', 'ca.pem'], says: ['--ca-certificates', 'cannot read ca.pem'] },
  ],
  [
    'a lock file that is no JSON',
    { files: { 'package-model.lock': '{ "schemaVersion": ' }, says: ['package-model.lock:1:'] },
  ],
  [
    'an image whose tag cannot be one',
    { args: ['--image', 'registry.example.com/Team/x:a b'], says: ['--image'] },
  ],
  [
    'an image without a repository',
    { args: ['--image', 'registry.example.com:5000'], says: ['--image'] },
  ],
  ['a flag that does not exist', { args: ['--modelname', 'x'], says: ['--model-name'] }],
];

describe('bad input ends with one message, exit code 2 and nothing made', () => {
  test.each(cases)('%s', async (_, { files = {}, args = [], says }) => {
    const cwd = await projectWith(files);
    const docker = await recordingDocker(cwd);
    const call = ['run', '.', '--docker', docker.program, ...args, '--json'];
    const result = await runCli(call, { cwd });
    expect(result.stderr).not.toContain('Unexpected error');
    expect(errorsOf(result)).toHaveLength(1);
    for (const text of says) expect(errorsOf(result)[0]).toContain(text);
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toBe('');
    for (const made of ['.models', '.package', 'images', 'smoke-report.json']) {
      expect(existsSync(join(cwd, made))).toBe(false);
    }
    expect(await docker.calls()).toEqual([]);
  });

  test('several faults of one call are told together', async () => {
    const cwd = await projectWith({});
    const args = ['run', '.', '--model-name', '/', '--start-timeout', 'x', '--image', ':'];
    const result = await runCli(args, { cwd });
    expect(errorsOf(result)).toHaveLength(3);
    expect(result.exitCode).toBe(2);
  });
});
