import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signer, startAttestationServices } from './support/attestation-services.ts';
import type { AttestationServices } from './support/attestation-services.ts';
import { openActHome, runAct } from './support/act.ts';
import type { ActHome, ActResult } from './support/act.ts';
import { prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { seedRegistry } from './support/seed-registry.ts';
import { registryTags } from './support/tags.ts';

/*
 * The reusable workflow as other repositories call it, and the workflows to start from, whose names
 * of model and registry are those of the test.
 */

const password = 'canary-77be';
const token = 'canary-token-19d2';
let folder = '';
let home: ActHome;
let registry: RegistryServer;
let projects: PreparedProjects;
let services: AttestationServices;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-reusable-'));
  const { signal } = new AbortController();
  [home, registry, projects, services] = await Promise.all([
    openActHome(),
    startRegistry({ signal, directory: join(folder, 'registry') }),
    prepareProjects(folder),
    startAttestationServices('canary-bearer-0b7f', token),
  ]);
});

afterAll(async () => {
  await services.stop();
  await registry.stop();
  await home.remove();
  await rm(folder, { recursive: true, force: true });
});

type Call = {
  /** Names the project, and the repository of its image. */
  readonly name: string;
  readonly workflow: string;
  readonly expected?: string;
  /** What the workflow to start from gives as `push`. */
  readonly push?: 'false';
};

/** Runs a workflow in a repository of its own; the tags of its image are read afterwards. */
async function run({ name, workflow, expected, push }: Call) {
  const repository = `${name}/factor`;
  const project = await projects.create(name, expected === undefined ? {} : { expected });
  await seedRegistry(project, { host: registry.host, repository });
  await rm(join(project, 'images'), { recursive: true });
  const found = await runAct(home, {
    workflow,
    ...(workflow === 'reusable' ? {} : { text: await starter(workflow, push) }),
    project,
    variables: { REGISTRY: `${registry.host}/${name}` },
    secrets: { REGISTRY_PASSWORD: password, GITHUB_TOKEN: token },
    env: services.env,
  });
  const tags = Object.entries(await registryTags(registry.host, repository));
  const releases = tags.filter(([tag]) => !/^(model|claim|env|candidate|sha256)-/.test(tag));
  return { found, releases: Object.fromEntries(releases), image: `${registry.host}/${repository}` };
}

/** A workflow to start from, as its user fills it in. */
async function starter(name: string, push?: 'false'): Promise<string> {
  const text = await readFile(join(projectRoot, 'docs/starter-workflows', `${name}.yml`), 'utf8');
  return text
    .replaceAll(/(?<= push: ).*/g, (given) => push ?? given)
    .replaceAll('$default-branch', 'main')
    .replaceAll('ghcr.io/${{ github.repository }}', '${{ vars.REGISTRY }}')
    .replaceAll('diabetes.joblib', 'factor.json')
    .replaceAll('diabetes', 'factor');
}

function expectPassed(found: ActResult): void {
  for (const [job, result] of Object.entries(found.jobs)) {
    expect(result, `${job}:\n${found.text}`).toBe('success');
  }
  expect(found.exitCode, found.text).toBe(0);
}

/** What a step has printed behind these words. */
function printedAfter(words: string, { printed }: ActResult): readonly string[] {
  const lines = printed.split('\n').filter((line) => line.startsWith(words));
  return lines.map((line) => line.slice(words.length));
}

test('a public image is tested by digest, and promoted under the tags asked for', async () => {
  const { found, releases, image } = await run({ name: 'public', workflow: 'reusable' });
  expectPassed(found);
  expect(Object.keys(found.jobs)).toEqual(['build', 'smoke-test', 'push', 'after']);
  const digest = found.outputs['build']?.['image-digest'] ?? '';
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(found.outputs['hand-over']).toEqual({ tested: `${image}@${digest}` });
  expect(releases).toEqual({ '1.0': digest, latest: digest });
  expect(found.printed).toContain(`promoted ${image}@${digest} as 1.0,latest with factor:1`);
  // Before and after the test, and not in its job; the job's token is not for this registry.
  const login = `${registry.host} as user with a password`;
  expect(printedAfter('login to ', found)).toEqual([login, login]);
  expect(found.text).not.toContain(password);
  // Nobody asked for a signature.
  expect([...services.stored]).toEqual([]);
});

test('a private image is handed over as a folder with the same digest, and signed', async () => {
  const workflow = 'package-model-apart';
  const { found, releases, image } = await run({ name: 'private', workflow });
  expectPassed(found);
  expect(Object.keys(found.jobs)).toEqual(['build', 'smoke-test', 'push']);
  const digest = found.outputs['build']?.['image-digest'] ?? '';
  expect(found.outputs['hand-over']).toEqual({ tested: `dir:candidate@${digest}` });
  // Without tags it is the version of the model.
  expect(releases).toEqual({ '1': digest });
  expect(services.faults()).toEqual([]);
  const statements = [...services.stored.values()].map((bundle) =>
    services.verify(bundle, 'timestamps', signer),
  );
  const subject = [{ name: image, digest: { sha256: digest.replace('sha256:', '') } }];
  expect(statements).toMatchObject([
    { predicateType: 'https://slsa.dev/provenance/v1', subject },
    { predicateType: 'https://in-toto.io/attestation/test-result/v0.1', subject },
  ]);
  const pages = [...services.stored.keys()].map(
    (id) => `https://github.com/org/models/attestations/${id}`,
  );
  expect(found.outputs['push']).toMatchObject({ 'attestation-urls': pages.join(',') });
  for (const secret of ['canary', ...services.tokens]) expect(found.printed).not.toContain(secret);
  expect(printedAfter('login to ', found)).toEqual([]);
});

test('a failed smoke test is a red run: no job after it, and no release tag', async () => {
  const workflow = 'package-model-apart';
  const before = services.stored.size;
  const { found, releases } = await run({ name: 'failing', workflow, expected: '[6, 11]' });
  expect(found.exitCode).not.toBe(0);
  expect(found.jobs).toEqual({ build: 'success', 'smoke-test': 'failure' });
  const errors = found.commands.filter(({ name }) => name === 'error').map(({ data }) => data);
  expect(errors.join('\n')).toMatch(/1 of 1 smoke-test cases failed[^]*doubles/);
  expect(releases).toEqual({});
  expect(services.stored.size).toBe(before);
  // The report is kept all the same.
  const { artifacts } = found;
  const kept = join(artifacts, 'package-model-report-factor/smoke-report.json');
  const report = await readFile(kept, 'utf8');
  expect(JSON.parse(report)).toMatchObject({ passed: false });
});

test('a run that is not to push ends with a tested candidate and no release', async () => {
  const workflow = 'package-model-apart';
  const { found, releases } = await run({ name: 'no-push', workflow, push: 'false' });
  expect(found.exitCode, found.text).toBe(0);
  expect(found.jobs).toMatchObject({ build: 'success', 'smoke-test': 'success' });
  expect(found.steps).not.toHaveProperty('push');
  expect(releases).toEqual({});
});

test('the chain in one job, as the workflow to start from has it', async () => {
  const { found, releases } = await run({ name: 'chain', workflow: 'package-model' });
  expectPassed(found);
  expect(releases).toEqual({ '1': found.outputs['package']?.['digest'] });
});
