import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signer, startAttestationServices } from './support/attestation-services.ts';
import type { AttestationServices } from './support/attestation-services.ts';
import { testDocker } from './support/engine.ts';
import { runAction } from './support/github-runner.ts';
import { prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { seedRegistry } from './support/seed-registry.ts';
import { registryTags } from './support/tags.ts';

const { signal } = new AbortController();
const token = 'token-canary-2c6e';
let folder = '';
let registry: RegistryServer;
let services: AttestationServices;
let projects: PreparedProjects;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-attest-chain-'));
  [registry, services, projects] = await Promise.all([
    startRegistry({ signal, directory: join(folder, 'registry') }),
    startAttestationServices('bearer-canary-e9a7', token),
    prepareProjects(folder),
  ]);
});

afterAll(async () => {
  await services.stop();
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
});

function chain(workspace: string, inputs: Readonly<Record<string, string>>) {
  return runAction({
    action: '.',
    workspace,
    inputs: {
      'model-yaml': 'model.yaml',
      'start-timeout': '60',
      docker: testDocker(),
      attest: 'true',
      'github-token': token,
      ...inputs,
    },
    env: { ...services.env, GITHUB_SERVER_URL: 'https://github.com' },
  });
}

test('the chain signs what it has built and tested, and then releases it', async () => {
  const workspace = await projects.create('signed');
  await seedRegistry(workspace, { host: registry.host, repository: 'signed/factor' });
  const name = `${registry.host}/signed/factor`;
  const image = { image: `${name}:1.0`, 'model-registry': `oci://${registry.host}/signed` };
  const ran = await chain(workspace, image);
  expect(ran.exitCode, ran.shown).toBe(0);
  expect(services.faults()).toEqual([]);
  const { digest = '' } = ran.outputs;
  const subject = [{ name, digest: { sha256: digest.replace('sha256:', '') } }];
  const statements = [...services.stored.values()].map((bundle) =>
    services.verify(bundle, 'timestamps', signer),
  );
  expect(statements).toMatchObject([
    { predicateType: 'https://slsa.dev/provenance/v1', subject },
    {
      predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
      subject,
      predicate: { passedTests: expect.arrayContaining(['case doubles']), failedTests: [] },
    },
  ]);
  expect((await registryTags(registry.host, 'signed/factor'))['1.0']).toBe(digest);
});

test('a chain whose image would stay in a folder is refused before a version is registered', async () => {
  const workspace = await projects.create('folder');
  const before = await readdir(workspace);
  const ran = await chain(workspace, { 'model-registry': 'dir:models' });
  expect(ran.exitCode, ran.shown).toBe(2);
  expect(ran.shown).toContain('attest: signs what is pushed to a registry');
  expect(await readdir(workspace)).toEqual(before);
});
