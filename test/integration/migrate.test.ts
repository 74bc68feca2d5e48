import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { mustRunCli } from './support/cli.ts';
import { docker, removeImages } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { elsewhereOf, migrateCalls } from './support/migrate-calls.ts';
import type { MigrateCall } from './support/migrate-calls.ts';
import { migratingProjects } from './support/migrate-project.ts';
import type { MigratingProjects } from './support/migrate-project.ts';
import { azureNode24, commandLine, github } from './support/pipelines.ts';
import { imagesFolder, prepareProjects } from './support/prepared-project.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';

/*
 * Runs the rows of docs/migrate as they stand there, on the surface that their heading names. Put in
 * their place: the hosts of models by a registry of this run, repositories of images by the layout
 * that has the environment image. Rows of one step and surface whose inputs agree
 * share a call; inputs that a step needs besides come from `needed`.
 */

const HOST = /\b(?:ghcr\.io|example\.azurecr\.io|registry\.example\.com)\b/;
/** As an image is named: host, repository and tag. */
const IMAGE = new RegExp(`^${HOST.source}/.+(?=:)`);
const surfaceOf = { action: github, task: azureNode24, command: commandLine };
const calls = migrateCalls();
const loaded = `${imagesFolder}:migrate`;
let folder = '';
/** The project of the steps that work with images. */
let tested = '';
let candidate = '';
let registry: RegistryServer;
let migrating: MigratingProjects;

type Values = Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-migrate-'));
  registry = await startRegistry({ signal: new AbortController().signal });
  migrating = await migratingProjects(await prepareProjects(folder), registry.host);
  tested = await migrating.create('tested');
  candidate = await buildCandidate(tested);
});

afterAll(async () => {
  await registry.stop();
  await removeImages(loaded);
  await rm(folder, { recursive: true, force: true });
});

/** A candidate, for the steps that begin with one. */
async function buildCandidate(cwd: string): Promise<string> {
  const models = ['--model-registry', common()['model-registry']];
  const config = ['--inference-config', 'inferenceconfig.json'];
  await mustRunCli(['package-model', '--model', 'diabetes:1', ...config, ...models], { cwd });
  const target = ['--image', `dir:${imagesFolder}`, '--docker', testDocker()];
  const { image = '' } = await mustRunCli(['build-image', ...target, ...models], { cwd });
  return image;
}

const common = () => ({ 'model-registry': `oci://${registry.host}/models` });
const engine = { docker: testDocker() };

/** What a step cannot do without, where the rows do not say it. */
const needed: Readonly<Record<string, (given: Values, call: MigrateCall) => Values>> = {
  'register-model': () => ({ ...common(), 'model-name': 'diabetes', 'model-path': 'model.joblib' }),
  'download-model': () => ({ ...common(), model: 'diabetes:3', 'download-path': 'folder' }),
  'package-model': () => ({ ...common(), 'inference-config': 'inferenceconfig.json' }),
  'smoke-test': (_, { outputs }) => ({
    ...engine,
    image: candidate,
    // Long enough for what a row wants of it, and no longer.
    'profile-budget': outputs.includes('recommended-resources') ? '30' : '1',
  }),
  'push-image': () => ({
    ...engine,
    image: candidate,
    tags: 'migrate',
    'report-path': 'smoke-report.json',
  }),
  run: (given) => ({
    ...common(),
    ...engine,
    ...(!('model-name' in given) && { model: 'diabetes:3' }),
    'inference-config': 'inferenceconfig.json',
    image: `dir:${imagesFolder}:2`,
    cases: 'cases.yaml',
    'profile-budget': '1',
  }),
};

async function make(call: MigrateCall, more: Values = {}) {
  const { command, dialect } = call;
  const { image, 'model-registry': models } = call.inputs;
  const given: Values = {
    ...call.inputs,
    ...(image !== undefined && { image: image.replace(IMAGE, `dir:${imagesFolder}`) }),
    ...(models !== undefined && { 'model-registry': models.replace(HOST, registry.host) }),
  };
  const inputs = { ...needed[command]?.(given, call), ...given, ...more };
  const isOfImages = 'docker' in inputs;
  const project = isOfImages ? tested : await migrating.create(`project-${calls.indexOf(call)}`);
  if ('replace' in inputs) {
    await mkdir(join(project, inputs['download-path'] ?? ''));
    await writeFile(join(project, inputs['download-path'] ?? '', 'before.txt'), 'of before\n');
  }
  return { project, ...(await surfaceOf[dialect].run({ command, inputs, folder: project })) };
}

/** What the machine has not: the step says so. */
const refusals = { gpus: /GPU/, 'azure-subscription': /service connection/ } as const;

/** What only the plan is made for: no such base image, and no login to its registry. */
const planned = ['base-image', 'base-registry-password'] as const;

test.each(calls)('$at: $command', async (call) => {
  const { inputs } = call;
  const refusal = Object.entries(refusals).find(([name]) => name in inputs);
  const isPlanned = planned.some((name) => name in inputs);
  // The step package-model makes nothing but the plan.
  const isDry = isPlanned && call.command === 'run';
  const made = await make(call, isDry ? { 'dry-run': 'true' } : {});
  const { errors, result, outputs, shown } = made;
  if (refusal !== undefined) {
    expect(errors.join('\n')).toMatch(refusal[1]);
    expect(result).toBe('failed');
    return;
  }
  expect(errors, shown).toEqual([]);
  expect(result, shown).toBe('passed');
  if (isPlanned) {
    const plan = isDry ? shown : await readFile(join(made.project, '.package/plan.json'), 'utf8');
    expect(plan).toContain(inputs['base-image'] ?? 'dry run');
  }
  for (const name of call.outputs) expect(outputs[name], name).toMatch(/./);
});

test('the image that --load leaves in the engine runs and answers as the rows say', async () => {
  const [command = '', request, ...rest] = elsewhereOf();
  expect([request, ...rest]).toEqual(['POST /score']);
  const [, ...words] = command.split(' ');
  const [verb = '', ...args] = words.map((word) => (word === 'IMAGE' ? loaded : word));
  const id = (await docker(verb, '--detach', ...args)).trim();
  try {
    const [, port = ''] = /127\.0\.0\.1:(\d+):5001/.exec(command) ?? [];
    const body = '{"data": [3, 5]}';
    const ask = () => fetch(`http://127.0.0.1:${port}/score`, { method: 'POST', body });
    const answer = await vi.waitFor(ask, { timeout: 60_000, interval: 200 });
    expect(await answer.json()).toEqual([6, 10]);
  } finally {
    await docker('rm', '--force', '--volumes', id);
  }
});
