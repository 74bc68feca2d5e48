import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseFacts } from '@package-model/core/base/base-facts';
import { readImage } from '@package-model/core/base/read-image';
import { probePython } from '@package-model/core/engine/python-probe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testBaseImage } from './support/base-image.ts';
import { mustRunCli, runCli } from './support/cli.ts';
import { docker, removeImages } from './support/docker-calls.ts';
import { testEngine } from './support/engines.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { basicLogin, openRepositories } from './support/repositories.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const { signal } = new AbortController();
const users = { reader: 'canary-of-the-base-registry' };
const untagged = `package-model-test/base-to-read-${process.pid}`;
const local = `${untagged}:1`;
/** Takes files of the lower layer away, replaces links and adds a user. */
const dockerfile = `FROM ${testBaseImage()}
RUN useradd --uid 1234 --create-home dockeruser \\
 && rm -rf /usr/lib/python3*/ensurepip /usr/local/lib/python3*/ensurepip \\
 && found=$(command -v python3) && mv $found $found-moved && ln -s python3-moved $found \\
 && mkdir /models && echo x > /models/own.bin
USER dockeruser
VOLUME /data
ENTRYPOINT ["/usr/bin/env"]
`;

let server: RegistryServer;
let remote: string;
let dockerConfig: string;

beforeAll(async () => {
  server = await startRegistry({ signal, auth: { kind: 'basic', users } });
  remote = `${server.host}/bases/python:1`;
  const folder = await mkdtemp(join(tmpdir(), 'package-model-base-'));
  await writeFile(join(folder, 'Dockerfile'), dockerfile);
  await docker('build', '--tag', local, folder);
  await docker('tag', local, remote);
  await docker('tag', testBaseImage(), `${untagged}:latest`);
  const auth = Buffer.from(`reader:${users.reader}`).toString('base64');
  const config = { auths: { [server.host]: { auth } } };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  dockerConfig = folder;
  await docker('--config', folder, 'push', '--quiet', remote);
});
afterAll(async () => {
  await removeImages(local, `${untagged}:latest`, remote);
  await rm(dockerConfig, { recursive: true });
  await server.stop();
});

async function facts() {
  const repositories = openRepositories({ credential: basicLogin('reader', users.reader) });
  const location = { kind: 'registry', host: server.host, repository: 'bases/python' } as const;
  const platform = { os: 'linux', architecture: 'amd64' };
  const image = await readImage(repositories.open(location), '1', { platform, signal });
  repositories.close();
  return baseFacts(image);
}

async function inContainer(program: string, ...args: string[]): Promise<string> {
  const command = ['run', '--rm', '--network=none', `--entrypoint=${program}`, local, ...args];
  return (await docker(...command)).trim();
}

test('what the layers in the registry say is what the running container says', async () => {
  const read = await facts();
  const engine = testEngine(await temporaryFolder());
  const probe = await probePython(engine, local, signal);
  const { python, libc } = read;
  expect({ ...python, prefix: undefined }).toEqual({
    executable: probe.executable,
    version: probe.version,
    prefix: undefined,
    pip: probe.pip,
    ensurepip: probe.ensurepip,
    venv: probe.venv,
    externallyManaged: probe.externallyManaged,
  });
  expect(probe.ensurepip).toBe(false);
  expect(libc).toEqual(probe.libc);
  expect(read.uid).toBe(probe.user.uid);
  expect(read.uid).toBe(1234);
  const release = await inContainer('cat', '/etc/os-release');
  expect(release).toContain(`PRETTY_NAME="${read.distribution?.name}"`);
  expect(release).toContain(`VERSION_ID="${read.distribution?.version}"`);
  expect(await inContainer('sh', '-c', 'test -x /usr/bin/apt-get && echo yes')).toBe(
    read.apt ? 'yes' : '',
  );
});

test('layers in a registry and in the engine give the same findings', async () => {
  const folder = await temporaryFolder();
  const env = { DOCKER_CONFIG: dockerConfig };
  const stored = await mustRunCli(['base-images', remote], { cwd: folder, env });
  const engine = await mustRunCli(['base-images', remote, '--engine'], { cwd: folder, env });
  const checks = JSON.parse(JSON.stringify(stored['checks']));
  expect(JSON.parse(JSON.stringify(engine['checks']))).toEqual([
    ...checks,
    { id: 'running', level: 'ok', message: expect.stringContaining('says the same') },
  ]);
  expect(checks).toContainEqual({
    id: 'packages',
    level: 'warning',
    message: expect.stringContaining('ensurepip is missing'),
  });
  expect(stored['base-image']).toMatch(/\/bases\/python@sha256:[0-9a-f]{64}$/);
  expect(engine['base-image']).toBe(stored['base-image']);
  expect(stored['base-registry']).toBe(server.host);
  expect(stored['login-command']).toContain(`docker login ${server.host}`);
  expect(JSON.stringify([stored, engine])).not.toContain(users.reader);
});

test('a name without a tag is the latest, whatever else the engine has of that repository', async () => {
  const { checks, ...outputs } = await mustRunCli(['base-images', untagged, '--engine'], {
    cwd: await temporaryFolder(),
  });
  const found = JSON.parse(JSON.stringify(checks));
  expect(found).toContainEqual(expect.objectContaining({ id: 'running', level: 'ok' }));
  expect(outputs).not.toHaveProperty('base-image');
});

test('a login that is given reads a private registry, and is shown nowhere', async () => {
  const folder = await temporaryFolder();
  const login = ['--base-registry-username=reader', `--base-registry-password=${users.reader}`];
  const at = { cwd: folder, env: { DOCKER_CONFIG: folder } };
  const found = await mustRunCli(['base-images', remote, ...login], at);
  expect(found['login-command']).toBe(
    `docker login ${server.host} --username reader --password-stdin`,
  );
  expect(JSON.stringify(found)).not.toContain(users.reader);
});

test('a private registry without a login says how to log in', async () => {
  const folder = await temporaryFolder();
  const env = { DOCKER_CONFIG: folder };
  const result = await runCli(['base-images', remote], { cwd: folder, env });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain(`docker login ${server.host}`);
  await expect(readFile(join(folder, 'config.json'))).rejects.toMatchObject({ code: 'ENOENT' });
});
