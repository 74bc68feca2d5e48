import { systemClock } from '@package-model/core/clock';
import { parseImageReference } from '@package-model/core/oci/reference';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import { createTerminalHost } from '@package-model/host/terminal/host';
import type { RunOrigin } from '@package-model/host/run-origin';
import { expect, test } from 'vitest';
import { requireInputs } from '../../../packages/steps/src/chain/request.ts';
import { chainInputs } from '../../../packages/steps/src/chain/inputs.ts';
import { formatLocation } from '../../../packages/core/src/oci/reference.ts';
import { registryToWrite, targetToWrite } from '../../../packages/steps/src/fork.ts';
import { parseInputs } from '../../../packages/steps/src/parse-inputs.ts';
import { runStep } from '../../../packages/steps/src/run-step.ts';
import { loginInputs } from '../../../packages/steps/src/inputs/logins.ts';
import {
  baseRegistryPassword,
  baseRegistryUsername,
} from '../../../packages/steps/src/inputs/machine.ts';

const fork = { isForkPullRequest: true };
const table = {
  'base-registry-username': baseRegistryUsername,
  'base-registry-password': baseRegistryPassword,
  'github-token': loginInputs['github-token'],
};
const given = {
  'base-registry-username': 'me',
  'base-registry-password': 'canary-9',
  // What the runner fills in where a workflow says nothing.
  'github-token': 'canary-8',
};

async function start(origin: RunOrigin) {
  const printed = { text: '', opened: [] as boolean[], values: undefined as unknown };
  const terminal = createTerminalHost({
    inputs: given,
    stdout: (text) => void (printed.text += text),
    stderr: (text) => void (printed.text += text),
    now: () => 0,
    outputs: 'lines',
    progress: 'lines',
    debug: false,
  });
  const host = { ...terminal, kind: 'github' } as const;
  const step = {
    name: 'test',
    title: 'Test',
    description: '',
    inputs: table,
    outputs: {},
    run(values: unknown) {
      printed.values = values;
      return Promise.resolve({});
    },
  };
  const exitCode = await runStep(step, {
    host,
    workingDirectory: '/',
    signal: new AbortController().signal,
    readOrigin: () => Promise.resolve(origin),
    open(isForkPullRequest) {
      printed.opened.push(isForkPullRequest);
      return Promise.resolve({
        run: createRun({}),
        pipe: createPipe({}),
        clock: systemClock,
        settings: {
          workingDirectory: '/',
          temporaryDirectory: '/tmp',
          runId: 'run-1',
          cacheDirectory: undefined,
          dockerConfigDirectory: '/',
          ci: true,
          network: {},
        },
        secrets: [],
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    },
  });
  return { ...printed, exitCode };
}

test('a pull request from a fork gets no secrets, and is told of those that were given', async () => {
  const { exitCode, opened, text, values } = await start({ kind: 'fork' });
  expect(exitCode).toBe(0);
  expect(opened).toEqual([true]);
  expect(values).toEqual({});
  expect(text).toContain(
    'nothing is pushed. Not used: --base-registry-username, --base-registry-password.',
  );
  expect(text).not.toContain('canary');
});

test('a run with the rights of the repository on the files of a fork does nothing', async () => {
  const { exitCode, opened, text } = await start({
    kind: 'fork-with-rights',
    event: 'pull_request_target',
  });
  expect(exitCode).toBe(2);
  expect(opened).toEqual([]);
  expect(text).toContain('started by pull_request_target');
});

test('a run of the repository itself gets what it was given', async () => {
  const { opened, values } = await start({ kind: 'own' });
  expect(opened).toEqual([false]);
  expect(values).toMatchObject({ 'base-registry-username': 'me' });
});

function imageOf(text: string) {
  const parsed = parseImageReference(text);
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed.value;
}

test('only a pull request from a fork has folders in the place of registries', () => {
  const image = imageOf('ghcr.io/org/diabetes:1.0');
  const registry = { kind: 'registry', host: 'ghcr.io', prefix: 'org' } as const;
  expect(targetToWrite(image, {})).toBe(image);
  expect(registryToWrite(registry, {})).toBe(registry);
  const local = targetToWrite(image, fork);
  expect([formatLocation(local.location), local.tag]).toEqual(['dir:.models/diabetes', '1.0']);
  expect(registryToWrite(registry, fork)).toEqual({ kind: 'layout', path: '.models' });
  const folder = imageOf('dir:images:1.0');
  expect(targetToWrite(folder, fork)).toBe(folder);
});

test.each([
  [{ 'model-name': 'm', 'model-path': 'p', image: 'ghcr.io/org/x:1' }, 'dir:.models/x', 'layout'],
  [{ 'model-name': 'm', 'model-path': 'p' }, 'dir:.models/m', 'layout'],
  [{ model: 'm:3', 'model-registry': 'oci://ghcr.io/org' }, 'dir:.models/m', 'registry'],
])('the chain of one writes below .models for %j', (inputs, image, registry) => {
  const raw = Object.entries(inputs).map(([name, text]) => [name, { text }]);
  const values = parseInputs(chainInputs, Object.fromEntries(raw), (name) => name);
  const request = requireInputs(values, { ...fork, spell: (name) => name });
  expect(request.image && formatLocation(request.image.location)).toBe(image);
  expect(request['model-registry']?.kind).toBe(registry);
});

test.each([
  [{ 'model-name': 'm', 'model-path': 'p', image: 'ghcr.io/org/x:1' }, 'dir:.models/x', 'layout'],
  [{ model: 'm:3', 'model-registry': 'oci://ghcr.io/org' }, 'dir:.models/m', 'registry'],
])('the chain writes below .models when it is not to push, for %j', (inputs, image, registry) => {
  const raw = Object.entries({ ...inputs, push: 'false' }).map(([name, text]) => [name, { text }]);
  const values = parseInputs(chainInputs, Object.fromEntries(raw), (name) => name);
  const request = requireInputs(values, { spell: (name) => name });
  expect(request.image && formatLocation(request.image.location)).toBe(image);
  expect(request['model-registry']?.kind).toBe(registry);
});
