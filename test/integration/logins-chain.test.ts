import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { camelCase } from '@package-model/host/input-names';
import { mustRun } from '@package-model/tooling/machine/command';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { runTask } from './support/azure-agent.ts';
import { clientId, startAzureRegistry, startEntra, tenantId } from './support/azure-services.ts';
import type { AzureRegistry, Entra } from './support/azure-services.ts';
import { recordingDocker } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { runAction, startAction } from './support/github-runner.ts';
import {
  bearer,
  canariesOf,
  connection,
  expectNoTrace,
  registryConnectionTo,
} from './support/logins.ts';
import {
  secureFileId,
  startAzureDevOps,
  startGithubIdTokens,
} from './support/pipeline-services.ts';
import { podmanEnvironment, testPodman } from './support/podman.ts';
import { imagesFolder, prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
import { seedRegistry } from './support/seed-registry.ts';
import { standInCertificate } from './support/stand-in.ts';

let folder = '';
/** What must not be looked through for traces: the registry's blobs and what docker was told. */
let beside = '';
let entra: Entra;
let registry: AzureRegistry;
let projects: PreparedProjects;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-logins-chain-'));
  beside = await mkdtemp(join(tmpdir(), 'package-model-beside-'));
  entra = await startEntra();
  registry = await startAzureRegistry(entra, join(beside, 'blobs'), { owner: 'of-the-registry' });
  projects = await prepareProjects(folder);
});
afterAll(async () => {
  entra.stop();
  await registry.stop();
  for (const path of [folder, beside]) await rm(path, { recursive: true, force: true });
});

/** A user's repository whose lock file pins the environment image of the registry. */
async function newProject(name: string): Promise<{ workspace: string; temporary: string }> {
  const workspace = await projects.create(name);
  const login = 'owner:of-the-registry';
  await seedRegistry(workspace, { host: registry.host, repository: `org/${name}`, login });
  await rm(join(workspace, imagesFolder), { recursive: true });
  const temporary = join(folder, `${name}-temporary`);
  await mkdir(temporary);
  return { workspace, temporary };
}

/** The chain's inputs in GitHub's words. */
function chain(name: string, docker: string): Record<string, string> {
  return {
    'model-yaml': 'model.yaml',
    'model-registry': `oci://${registry.host}/${name}`,
    image: `${registry.host}/org/${name}:1.0`,
    'start-timeout': '60',
    docker,
  };
}

/** What the root action gets for it, in a job of GitHub with this program for its engine. */
async function onGithub(name: string, docker: string, env: Readonly<Record<string, string>> = {}) {
  const tokens = await startGithubIdTokens(bearer);
  onTestFinished(() => tokens.stop());
  const { workspace, temporary } = await newProject(name);
  const options = {
    action: '.',
    workspace,
    inputs: {
      ...chain(name, docker),
      'azure-client-id': clientId,
      'azure-tenant-id': tenantId,
      'azure-authority-host': entra.origin,
      'azure-registries': registry.host,
      'ca-certificates': standInCertificate,
    },
    env: { ...tokens.env, RUNNER_TEMP: temporary, ...env },
  };
  return { options, tokens, workspace, temporary };
}

/** The login that the registry gave last, as a file has it. */
function loginsNow(): object {
  const login = `00000000-0000-0000-0000-000000000000:${registry.given.at(-1)}`;
  return { auths: { [registry.host]: { auth: Buffer.from(login).toString('base64') } } };
}

test('on GitHub an Azure identity carries the whole chain', async () => {
  const { options, tokens, workspace, temporary } = await onGithub('on-github', testDocker());
  const ran = await runAction(options);
  expect([...tokens.faults, ...entra.faults, ...registry.faults]).toEqual([]);
  expect(ran.exitCode, ran.shown).toBe(0);
  expect(ran.shown).toContain(`Logged in to ${registry.host} by azure-client-id.`);
  expect(ran.outputs).toMatchObject({ passed: 'true', digest: ran.outputs['image-digest'] });
  const report = await readFile(join(workspace, ran.outputs['report-path'] ?? ''), 'utf8');
  expect(report).not.toContain('it was not pulled');
  expect(tokens.given).toHaveLength(1);
  expect(await readdir(temporary)).toEqual([]);
  await expectNoTrace(ran, { folder, entra, registry });
});

test('so it does with podman, by a file of logins that is gone afterwards', async () => {
  const told = await mkdtemp(join(beside, 'podman-'));
  const podman = await recordingDocker(told, {
    engine: testPodman(),
    before: [
      `env >> '${told}/environments'`,
      `stat -c '%n %a' "$REGISTRY_AUTH_FILE" >> '${told}/files'`,
      `cat "$REGISTRY_AUTH_FILE" > "${told}/logins-of-$1"`,
    ].join('\n'),
  });
  const environment = await podmanEnvironment(told);
  const { options, tokens, temporary } = await onGithub('on-podman', podman.program, environment);
  const ran = await runAction(options);
  expect([...tokens.faults, ...entra.faults, ...registry.faults]).toEqual([]);
  expect(ran.exitCode, ran.shown).toBe(0);
  expect(ran.outputs).toMatchObject({ passed: 'true', digest: ran.outputs['image-digest'] });
  const calls = await podman.calls();
  const candidate = `${registry.host}/org/on-podman@${ran.outputs['image-digest']}`;
  expect(calls).toContainEqual(['pull', '--tls-verify=false', '--', candidate]);
  const logins = await readFile(join(told, 'logins-of-pull'), 'utf8');
  expect(JSON.parse(logins)).toMatchObject(loginsNow());
  const files = (await readFile(join(told, 'files'), 'utf8')).trim().split('\n');
  expect([...new Set(files)]).toEqual([expect.stringMatching(`^${temporary}/.* 600$`)]);
  const given = calls.flat().join('\n') + (await readFile(join(told, 'environments'), 'utf8'));
  for (const canary of canariesOf({ entra, registry })) expect(given).not.toContain(canary);
  expect(await readdir(temporary)).toEqual([]);
  await expectNoTrace(ran, { folder, entra, registry });
  const images = ['images', '--format', '{{.Repository}}'];
  const { signal } = new AbortController();
  const env = { ...process.env, ...environment };
  expect(await mustRun(testPodman(), images, { signal, env })).not.toContain(registry.host);
});

test('a step that is killed has its login taken away when the job ends', async () => {
  const told = await mkdtemp(join(beside, 'killed-'));
  const recording = await recordingDocker(told, {
    before: `cp "$DOCKER_CONFIG/config.json" '${told}/config.json'`,
  });
  const { options, temporary } = await onGithub('killed', recording.program);
  const call = await startAction(options);
  const wasCalled = async () => (await recording.calls()).length > 2;
  await expect.poll(wasCalled, { timeout: 60_000 }).toBe(true);
  call.process.kill('SIGKILL');
  const ran = await call.done;
  expect(ran.exitCode).toBe(128);
  const config = await readFile(join(told, 'config.json'), 'utf8');
  expect(JSON.parse(config)).toMatchObject(loginsNow());
  expect(ran.post.exitCode).toBe(0);
  expect(await readdir(temporary)).toEqual([]);
  await expectNoTrace(ran, { folder, entra, registry });
});

test('on Azure Pipelines a registry connection carries it, in a docker configuration of the run', async () => {
  const devOps = await startAzureDevOps(bearer, connection);
  onTestFinished(() => devOps.stop());
  const { workspace, temporary } = await newProject('on-azure');
  const told = join(beside, 'told');
  await mkdir(told);
  const recording = await recordingDocker(beside, {
    before: [
      `printf '%s\\n' "$DOCKER_CONFIG" >> '${told}/folders'`,
      `stat -c %a "$DOCKER_CONFIG" "$DOCKER_CONFIG/config.json" >> '${told}/modes'`,
      `cat "$DOCKER_CONFIG/config.json" > "${told}/config-of-$1"`,
    ].join('\n'),
  });
  const inputs = Object.entries(chain('on-azure', recording.program));
  const ran = await runTask({
    task: 'PackageModelPipeline',
    workspace,
    inputs: {
      ...Object.fromEntries(inputs.map(([name, text]) => [camelCase(name), text])),
      containerRegistry: connection,
      caCertificatesFile: secureFileId,
    },
    env: {
      ...devOps.env,
      ...registryConnectionTo(registry, entra),
      SYSTEM_DEBUG: 'true',
      AGENT_TEMPDIRECTORY: temporary,
    },
  });
  expect([...devOps.faults, ...entra.faults, ...registry.faults]).toEqual([]);
  expect(ran.result, ran.shown).toBe('Succeeded');
  expect(ran.shown).toContain(`Logged in to ${registry.host} by containerRegistry.`);
  expect(ran.outputs).toMatchObject({ passed: 'true', digest: ran.outputs['imageDigest'] });
  expect(devOps.given).toHaveLength(1);

  const candidate = `${registry.host}/org/on-azure@${ran.outputs['imageDigest']}`;
  const calls = await recording.calls();
  expect(calls).toContainEqual(['pull', '--', candidate]);
  const config = await readFile(join(told, 'config-of-pull'), 'utf8');
  expect(JSON.parse(config)).toMatchObject(loginsNow());
  const folders = new Set((await readFile(join(told, 'folders'), 'utf8')).trim().split('\n'));
  expect([...folders]).toEqual([expect.stringContaining(`${temporary}/`)]);
  const modes = new Set((await readFile(join(told, 'modes'), 'utf8')).trim().split('\n'));
  expect([...modes].toSorted()).toEqual(['600', '700']);
  const words = calls.flat().join('\n');
  for (const canary of canariesOf({ entra, registry })) expect(words).not.toContain(canary);
  const left = await readdir(temporary);
  expect(left.filter((name) => name.startsWith('package-model-'))).toEqual([]);
  await expectNoTrace(ran, { folder, entra, registry });
});
