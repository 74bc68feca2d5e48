import { mkdtemp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCredential } from '@package-model/core/oci/registry/docker-config';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import { silentLog } from '@package-model/core/log';
import { Secret } from '@package-model/core/secret';
import type { JobIdentity } from '@package-model/host/job-identity';
import type { LoginValues } from '@package-model/steps/logins/login-request';
import type { StepContext } from '@package-model/steps/step';
import { withLogins } from '@package-model/steps/logins/with-logins';
import { expect, onTestFinished, test } from 'vitest';
import { stillClock } from '../../core/still-clock.ts';

const { signal } = new AbortController();
const onGithub: JobIdentity = {
  kind: 'github',
  actor: 'octo',
  packagesHost: 'ghcr.io',
  request: undefined,
  attestations: { fault: 'none' },
};
const nothing: LoginValues = {
  'registry-auth': undefined,
  'github-token': undefined,
  'azure-client-id': undefined,
  'azure-tenant-id': undefined,
  'azure-authority-host': undefined,
  'azure-registries': undefined,
  'container-registry': undefined,
  'base-container-registry': undefined,
  'azure-subscription': undefined,
  'github-connection': undefined,
  'registry-connection': undefined,
  'ca-certificates': undefined,
  'ca-certificates-file': undefined,
};

async function machine(config?: unknown) {
  const folder = await mkdtemp(join(tmpdir(), 'logins-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const own = join(folder, 'docker');
  await mkdir(join(own, 'contexts/meta'), { recursive: true });
  await mkdir(join(folder, 'temporary'));
  if (config !== undefined) await writeFile(join(own, 'config.json'), JSON.stringify(config));
  const hidden: string[] = [];
  const context: StepContext = {
    run: createRun({}),
    pipe: createPipe({}),
    clock: stillClock(),
    log: silentLog,
    signal,
    settings: {
      runId: 'run',
      workingDirectory: folder,
      temporaryDirectory: join(folder, 'temporary'),
      cacheDirectory: undefined,
      dockerConfigDirectory: own,
      ci: true,
      network: {},
    },
    group: (_, work) => work(),
    answer: () => undefined,
    summarize: () => undefined,
    publish: () => Promise.resolve(),
    hide: (secret) => void hidden.push(secret.reveal()),
    spell: (name) => name,
  };
  return { context, hidden, own };
}

function withValues(
  values: Partial<LoginValues>,
  { context, registries = [] }: { context: StepContext; registries?: readonly string[] },
  identity = onGithub,
) {
  const request = { values: { ...nothing, ...values }, registries };
  return <T>(work: (ready: StepContext) => Promise<T>): Promise<T> =>
    withLogins(request, { host: { identity }, context }, work);
}

async function userFor(host: string, { settings, run }: StepContext): Promise<string> {
  const found = await findCredential(settings.dockerConfigDirectory, host, { run, signal });
  return found.kind === 'basic' ? `${found.username}:${found.password.reveal()}` : found.kind;
}

const twoLogins = `
- registry: ghcr.io
  username: me
  password: pass-of-ghcr
- username: hub
  password: pass-of-hub
`;

test('several logins stand beside those of the user, whose configuration stays as it was', async () => {
  const auths = { 'https://ghcr.io/v2/': { auth: 'b2xkOm9sZA==' }, 'r.io': { auth: 'YTpi' } };
  const config = { auths, currentContext: 'other', credHelpers: { 'x.io': 'x' } };
  const { context, hidden, own } = await machine(config);
  const given = { 'registry-auth': new Secret(twoLogins) };
  await withValues(given, { context })(async (ready) => {
    expect(await userFor('ghcr.io', ready)).toBe('me:pass-of-ghcr');
    expect(await userFor('docker.io', ready)).toBe('hub:pass-of-hub');
    expect(await userFor('r.io', ready)).toBe('a:b');
    const folder = ready.settings.dockerConfigDirectory;
    const file = join(folder, 'config.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      currentContext: 'other',
      credHelpers: { 'x.io': 'x' },
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await readdir(join(folder, 'contexts'))).toEqual(['meta']);
    const told = await ready.run.run('sh', ['-c', 'echo $DOCKER_CONFIG'], { signal });
    expect(told.stdout.trim()).toBe(folder);
  });
  expect(JSON.parse(await readFile(join(own, 'config.json'), 'utf8'))).toEqual(config);
  expect(await readdir(context.settings.temporaryDirectory)).toEqual([]);
  expect(hidden).toContain('pass-of-ghcr');
  expect(hidden).toContain(Buffer.from('me:pass-of-ghcr').toString('base64'));
});

test('a store of the user is not asked for hosts that have a login of the run', async () => {
  const { context } = await machine({ credsStore: 'none-such' });
  const given = { 'registry-auth': new Secret(twoLogins) };
  await withValues(given, { context })(async (ready) => {
    expect(await userFor('ghcr.io', ready)).toBe('me:pass-of-ghcr');
    expect(await userFor('docker.io', ready)).toBe('hub:pass-of-hub');
    await expect(userFor('other.io', ready)).rejects.toThrow('docker-credential-none-such');
  });
});

test("the job's token is for the packages of its server, and only without another login", async () => {
  const token = { 'github-token': new Secret('job-token') };
  const registries = ['ghcr.io', 'models.azurecr.io'];
  const { context } = await machine();
  await withValues(token, { context, registries })(async (ready) => {
    expect(await userFor('ghcr.io', ready)).toBe('octo:job-token');
    expect(await userFor('models.azurecr.io', ready)).toBe('anonymous');
  });
  await withValues(token, { context, registries: ['models.azurecr.io'] })(async (ready) => {
    expect(ready).toBe(context);
  });
  const loggedIn = await machine({ auths: { 'ghcr.io': { auth: 'YTpi' } } });
  await withValues(token, { context: loggedIn.context, registries })(async (ready) => {
    expect(await userFor('ghcr.io', ready)).toBe('a:b');
  });
  await withValues(
    {},
    { context, registries },
  )(async (ready) => {
    expect(await userFor('ghcr.io', ready)).toBe('anonymous');
  });
  const elsewhere = { ...onGithub, packagesHost: 'containers.ghe.example.com' } as const;
  await withValues(
    token,
    { context, registries },
    elsewhere,
  )(async (ready) => {
    expect(await userFor('ghcr.io', ready)).toBe('anonymous');
  });
});

test.each([
  ['no list', 'password: pass-canary', 'this is no list'],
  ['no YAML', '- {registry: "pass-canary', 'neither YAML nor JSON (line 1)'],
  ['an entry without a password', '- username: me', 'registry-auth[0]): '],
  ['a key that is not known', '- {username: a, password: pass-canary, ecr: auto}', 'a key is'],
  ['one registry twice', `${twoLogins}${twoLogins}`, 'ghcr.io is there twice'],
])('%s is refused without a word of the secret', async (_, text, said) => {
  const { context } = await machine();
  const given = { 'registry-auth': new Secret(text) };
  const failed: unknown = await withValues(given, { context })(() => Promise.resolve()).catch(
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({ code: 'BAD_INPUT' });
  expect(String(failed)).toContain(said.replace('): ', ''));
  expect(String(failed)).not.toContain('pass-');
});

test.each([
  [{ 'azure-client-id': 'a' }, 'azure-tenant-id: is needed with azure-client-id'],
  [{ 'azure-tenant-id': 'a' }, 'azure-client-id: is needed with azure-tenant-id'],
  [{ 'azure-client-id': 'a', 'azure-tenant-id': 'b' }, 'give it the permission id-token: write'],
])('an Azure identity that cannot be asked for is a fault of the inputs', async (given, said) => {
  const { context } = await machine();
  const work = withValues(given, { context })(() => Promise.resolve());
  await expect(work).rejects.toThrow(said);
});

test('a secure file beside ca-certificates is refused, and so is one that is not there', async () => {
  const identity: JobIdentity = {
    kind: 'azure-pipelines',
    connection: async () => ({ fault: 'none' }),
    secureFile: async () => ({ fault: 'the job has no secure file x' }),
    modelRegistry: async () => ({ fault: 'none' }),
  };
  const { context } = await machine();
  const both = { 'ca-certificates-file': 'x', 'ca-certificates': 'y' };
  const work = (values: Partial<LoginValues>) =>
    withValues(values, { context }, identity)(() => Promise.resolve());
  await expect(work(both)).rejects.toThrow('ca-certificates is given, too');
  await expect(work({ 'ca-certificates-file': 'x' })).rejects.toThrow('has no secure file x');
  await expect(work({ 'azure-subscription': 'x' })).rejects.toThrow('azure-subscription: none');
});
