import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { camelCase } from '@package-model/host/input-names';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { runTask } from './support/azure-agent.ts';
import { clientId, startAzureRegistry, startEntra, tenantId } from './support/azure-services.ts';
import type { AzureRegistry, Entra } from './support/azure-services.ts';
import { secretProof } from './support/entra-proofs.ts';
import { runAction } from './support/github-runner.ts';
import { bearer, connection, connectionTo, expectNoTrace, linesOf } from './support/logins.ts';
import {
  secureFileId,
  startAzureDevOps,
  startGithubIdTokens,
} from './support/pipeline-services.ts';
import { writeProject } from './support/project.ts';
import { standInCertificate } from './support/stand-in.ts';

let folder = '';
let blobs = '';
let entra: Entra;
let registry: AzureRegistry;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-logins-'));
  blobs = await mkdtemp(join(tmpdir(), 'package-model-blobs-'));
  entra = await startEntra();
  registry = await startAzureRegistry(entra, blobs);
});
afterAll(async () => {
  entra.stop();
  await registry.stop();
  for (const path of [folder, blobs]) await rm(path, { recursive: true, force: true });
});

async function newProject(name: string): Promise<string> {
  const project = join(folder, name);
  await writeProject(project);
  return project;
}

/** The runner's folder for temporary files, which a test looks into afterwards. */
async function temporaryFor(name: string): Promise<string> {
  const path = join(folder, `${name}-temporary`);
  await mkdir(path);
  return path;
}

/** What a step of either surface is told to register, in GitHub's words. */
function model(): Record<string, string> {
  return {
    'model-name': 'factor',
    'model-path': 'model',
    'model-registry': `oci://${registry.host}/models`,
    'azure-registries': registry.host,
  };
}

test('on GitHub an Azure identity is enough: no login step, no secret', async () => {
  const tokens = await startGithubIdTokens(bearer);
  onTestFinished(() => tokens.stop());
  const ran = await runAction({
    action: 'actions/register-model',
    workspace: await newProject('on-github'),
    inputs: {
      ...model(),
      'azure-client-id': clientId,
      'azure-tenant-id': tenantId,
      'azure-authority-host': entra.origin,
      'ca-certificates': standInCertificate,
    },
    env: { ...tokens.env, RUNNER_TEMP: await temporaryFor('on-github') },
  });
  expect([...tokens.faults, ...entra.faults, ...registry.faults]).toEqual([]);
  expect(ran.shown).toContain(`Logged in to ${registry.host} by azure-client-id.`);
  expect(ran.exitCode, ran.shown).toBe(0);
  expect(ran.outputs['model-reference']).toContain(`${registry.host}/models/factor@sha256:`);
  expect(tokens.given).toHaveLength(1);
  await expectNoTrace(ran, { folder, entra, registry });
});

test('on Azure Pipelines a federated connection is enough, with certificates of the library', async () => {
  const devOps = await startAzureDevOps(bearer, connection);
  onTestFinished(() => devOps.stop());
  const ran = await runTask({
    task: 'RegisterModel',
    workspace: await newProject('on-azure'),
    inputs: {
      ...Object.fromEntries(Object.entries(model()).map(([name, text]) => [camelCase(name), text])),
      azureSubscription: connection,
      caCertificatesFile: secureFileId,
    },
    env: {
      ...devOps.env,
      ...connectionTo(entra, 'WorkloadIdentityFederation'),
      SYSTEM_DEBUG: 'true',
      AGENT_TEMPDIRECTORY: await temporaryFor('on-azure'),
    },
  });
  expect([...devOps.faults, ...entra.faults, ...registry.faults]).toEqual([]);
  expect(ran.result, ran.shown).toBe('Succeeded');
  expect(ran.shown).toContain(`Logged in to ${registry.host} by azureSubscription.`);
  expect(devOps.given).toHaveLength(1);
  await expectNoTrace(ran, { folder, entra, registry });
});

test('an application that the registry does not know is told with its input', async () => {
  const secret = 'secret-canary-of-the-application';
  const other = await startEntra(secretProof(secret));
  onTestFinished(() => other.stop());
  const ran = await runTask({
    task: 'RegisterModel',
    workspace: await newProject('refused'),
    inputs: {
      modelName: 'm',
      modelPath: 'model',
      modelRegistry: `oci://${registry.host}/models`,
      azureSubscription: connection,
      azureRegistries: registry.host,
      caCertificates: standInCertificate,
    },
    env: {
      ...connectionTo(other, 'ServicePrincipal', { serviceprincipalkey: secret }),
      SYSTEM_DEBUG: 'true',
    },
  });
  expect(ran.result).toBe('Failed');
  const said = ran.issues.map(({ message }) => message).join('\n');
  expect(said).toContain(`azureSubscription: ${registry.host} does not let the identity in`);
  expect(said).toContain('give it the role AcrPush there');
  expect(other.faults).toEqual([]);
  expect(linesOf(ran.raw)).not.toContain('canary');
});
