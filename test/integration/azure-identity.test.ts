import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { runPipeline } from './support/azure-pipeline.ts';
import type { PipelineResult } from './support/azure-pipeline.ts';
import type { ServiceConnection } from './support/azure-variables.ts';
import { clientId, startAzureRegistry, startEntra } from './support/azure-services.ts';
import type { Entra } from './support/azure-services.ts';
import { betrayedIn } from './support/betrayed.ts';
import { docker, recordingDocker } from './support/docker-calls.ts';
import { certificateProof, makeCertificate, secretProof } from './support/entra-proofs.ts';
import type { ApplicationProof } from './support/entra-proofs.ts';
import { azureConnection, bearer, canariesOf, connection, linesOf } from './support/logins.ts';
import { startAzureDevOps } from './support/pipeline-services.ts';
import { writeProject } from './support/project.ts';
import { ensureServerBase } from './support/server-base.ts';
import { standInCertificate } from './support/stand-in.ts';

/*
 * Connections to Azure carry a pipeline of single tasks, and after these the chain. No lock file pins
 * the environment image at first: BuildImage builds it and brings it into the registry.
 */

let folder = '';
let repository = '';
let yaml = '';

beforeAll(async () => {
  await ensureServerBase();
  folder = await mkdtemp(join(tmpdir(), 'package-model-identity-'));
  repository = join(folder, 'project');
  await writeProject(repository);
  yaml = await readFile(join(projectRoot, 'test/fixtures/azure-pipelines/identity.yml'), 'utf8');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Application = {
  readonly proof?: ApplicationProof;
  readonly connect: (entra: Entra) => ServiceConnection;
  /** What must be seen nowhere. */
  readonly secrets: readonly string[];
};

/** The pipeline, its tasks by the first and the chain by the second; what was given and is left. */
async function run(name: string, steps: Application, chain = steps) {
  const beside = join(folder, name);
  await mkdir(beside);
  const proofs = [steps, chain].flatMap(({ proof }) => (proof === undefined ? [] : [proof]));
  const entra = await startEntra(...proofs);
  const registry = await startAzureRegistry(entra, join(beside, 'blobs'));
  const devOps = await startAzureDevOps(bearer, connection);
  onTestFinished(async () => {
    entra.stop();
    devOps.stop();
    await registry.stop();
  });
  const environments = join(beside, 'environments');
  const recording = await recordingDocker(beside, { before: `env >> '${environments}'` });
  const canaries = () => [...steps.secrets, ...chain.secrets, ...canariesOf({ entra, registry })];
  const left: string[] = [];
  const found = await runPipeline({
    yaml,
    repository,
    variables: {
      registry: registry.host,
      certificates: standInCertificate,
      docker: recording.program,
      connectionOfSteps: 'steps',
      connectionOfChain: 'chain',
      'System.Debug': 'true',
    },
    connections: { steps: steps.connect(entra), chain: chain.connect(entra) },
    service: devOps.env,
    look: async (agent) => void left.push(...(await betrayedIn(agent, canaries()))),
  });
  const calls = (await recording.calls()).flat().join('\n');
  return {
    found,
    left,
    given: calls + (await readFile(environments, 'utf8')),
    canaries: canaries(),
    faults: [...devOps.faults, ...entra.faults, ...registry.faults],
    idTokens: devOps.given,
    assertions: entra.shown,
    host: registry.host,
    kept: await docker('image', 'ls', '--format', '{{.Repository}}', `${registry.host}/*/*`),
  };
}

/** Both have released what they have tested, and nothing of the login is seen or left. */
function expectReleased({ found, left, given, canaries, faults, kept, host }: Ran): void {
  expect(found.result, found.page).toBe('Succeeded');
  expect(faults).toEqual([]);
  const steps = stepsOf(found);
  const tags = steps.map(({ outputs }) => outputs['tags']).filter((tag) => tag !== undefined);
  expect(tags).toEqual(['steps', 'chain']);
  const imported = `Importing the environment image into ${host}/org/factor.`;
  expect(found.page.split(imported)).toHaveLength(2);
  // Each step logs in anew, once.
  const login = `Logged in to ${host} by azureSubscription.`;
  for (const { page } of steps) expect(page.split(login)).toHaveLength(2);
  expect(kept).toBe('');
  const printed = [
    ...steps.map(({ raw, summary }) => linesOf(raw) + summary),
    ...found.jobs.map(({ after }) => after),
  ];
  for (const canary of [...canaries, 'canary']) {
    expect(printed.join('\n')).not.toContain(canary);
    expect(given).not.toContain(canary);
  }
  expect(given).not.toMatch(/^(INPUT|SECRET|ENDPOINT|SECUREFILE|VSTS_TASKVARIABLE)_/m);
  expect(left).toEqual([]);
}

type Ran = Awaited<ReturnType<typeof run>>;

function stepsOf({ jobs }: PipelineResult) {
  return jobs.flatMap(({ steps }) => steps);
}

test('a federated connection carries all steps, each with an id token of its own', async () => {
  const ran = await run('federated', {
    connect: (entra) => azureConnection(entra, 'WorkloadIdentityFederation'),
    secrets: [],
  });
  expectReleased(ran);
  expect(new Set(ran.idTokens).size).toBe(stepsOf(ran.found).length);
});

test('a secret of the application carries the steps, and its certificate the chain', async () => {
  const secret = 'Zq8~canary.secret;of]the%application';
  const key = { serviceprincipalkey: secret, authenticationType: 'spnKey' };
  const pem = await makeCertificate(await mkdtemp(join(folder, 'application-')));
  const certificate = { servicePrincipalCertificate: pem, authenticationType: 'spnCertificate' };
  const ran = await run(
    'application',
    {
      proof: secretProof(secret),
      connect: (entra) => azureConnection(entra, 'ServicePrincipal', key),
      secrets: [secret],
    },
    {
      proof: certificateProof(pem, clientId),
      connect: (entra) => azureConnection(entra, 'ServicePrincipal', certificate),
      secrets: pem.slice(0, pem.indexOf('-----END PRIVATE KEY')).trim().split('\n').slice(1),
    },
  );
  expectReleased(ran);
  expect(ran.idTokens).toEqual([]);
  expect(ran.assertions).toHaveLength(1);
});
