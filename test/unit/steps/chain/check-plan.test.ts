import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { silentLog } from '@package-model/core/log';
import { hostPython } from '@package-model/core/package/script/python';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import { checkPlan } from '@package-model/steps/chain/check-plan';
import { chainInputs } from '@package-model/steps/chain/inputs';
import { openStores } from '@package-model/steps/open-stores';
import { parseInputs } from '@package-model/steps/parse-inputs';
import { expect, onTestFinished, test } from 'vitest';

/** Checks a project of one model and these files; gives what was said and how it ended. */
async function check(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'check-plan-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'source'));
  const all = {
    'model.json': '{}',
    'source/score.py': 'def init():\n    pass\n\n\ndef run(data):\n    return 1\n',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) await writeFile(join(folder, path), text);
  const warnings: string[] = [];
  const { signal } = new AbortController();
  const run = createRun({});
  const context = {
    log: { ...silentLog, warn: (line: string) => void warnings.push(line) },
    run,
    pipe: createPipe({}),
    clock: systemClock,
    signal,
    python: hostPython(run, signal),
    settings: {
      workingDirectory: folder,
      temporaryDirectory: folder,
      runId: 'r',
      cacheDirectory: undefined,
      dockerConfigDirectory: folder,
      ci: true,
      network: {},
    },
    group: <T>(_: string, work: () => Promise<T>) => work(),
    answer() {},
    summarize() {},
    publish: () => Promise.resolve(),
    hide() {},
    spell: (name: string) => name,
  };
  const given = {
    'model-name': 'm',
    'model-path': 'model.json',
    'inference-config': 'inferenceconfig.json',
    'base-image': 'python:3.11-slim',
  };
  const raw = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, { text }]));
  const request = parseInputs(chainInputs, raw, (name) => name);
  using stores = await openStores(undefined, context);
  const failed = await checkPlan(request, { stores, context }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { warnings, failed };
}

test('a misspelled key is told where the fault that it causes stops the run', async () => {
  const config = { entryScript: 'score.py', sourceDirectry: 'source' };
  const { warnings, failed } = await check({ 'inferenceconfig.json': JSON.stringify(config) });
  expect(String(failed)).toContain('score.py');
  expect(warnings).toEqual([
    'sourceDirectry is not a known key and is ignored; did you mean sourceDirectory?',
  ]);
});

test('what is said again when the package is made is not said while all is well', async () => {
  const config = { entryScript: 'score.py', sourceDirectory: 'source', sourceDirectry: 'source' };
  const { warnings, failed } = await check({ 'inferenceconfig.json': JSON.stringify(config) });
  expect({ warnings, failed }).toEqual({ warnings: [], failed: undefined });
});
