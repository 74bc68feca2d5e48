import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAttestationServices } from './support/attestation-services.ts';
import type { AttestationServices } from './support/attestation-services.ts';
import { testDocker } from './support/engine.ts';
import { runAction } from './support/github-runner.ts';
import type { GithubResult } from './support/github-runner.ts';
import { writeProject } from './support/project.ts';
import { ensureServerBase } from './support/server-base.ts';
import { startTokenRegistry } from './support/token-registry.ts';
import type { TokenRegistry } from './support/token-registry.ts';

const { signal } = new AbortController();
const user = { name: 'runner', password: 'job-token-canary' };
let folder = '';
let registry: TokenRegistry;
let api: Server;
let services: AttestationServices;
const apiToken = 'api-token-canary';
let apiUrl = '';
const apiCalls: string[] = [];
/** By step: `read` when it only pulled, `write` when it asked for more. */
const packages = new Map<string, string>();
const results = new Map<string, GithubResult>();

/** Runs one step and notes which rights on packages it asked the registry for. */
async function step(
  name: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<GithubResult> {
  const before = registry.requests.length;
  const result = await runAction({
    action: `actions/${name}`,
    inputs,
    workspace: join(folder, 'project'),
    env: {
      DOCKER_CONFIG: join(folder, 'docker'),
      GITHUB_API_URL: apiUrl,
      GITHUB_SERVER_URL: apiUrl,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${apiUrl}/token?x=y`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token-canary',
      GITHUB_ARTIFACTS: join(folder, 'artifacts'),
      ...env,
    },
  });
  const failures = result.commands.filter(({ name: command }) => command === 'error');
  expect(failures, name).toEqual([]);
  const actions = registry.requests
    .slice(before)
    .flatMap(({ scopes }) => scopes)
    .flatMap((scope) => (scope.split(':').at(-1) ?? '').split(','));
  const isWrite = actions.some((action) => action !== 'pull');
  packages.set(name, isWrite ? 'write' : actions.length > 0 ? 'read' : 'none');
  results.set(name, result);
  return result;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-permissions-'));
  registry = await startTokenRegistry({ signal, users: { [user.name]: user.password } });
  services = await startAttestationServices('bearer-canary', apiToken);
  api = createServer((request, response) => {
    apiCalls.push(`${request.method} ${request.url}`);
    response.writeHead(500).end();
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');
  const address = api.address();
  apiUrl = `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`;
  await ensureServerBase();
  await writeProject(join(folder, 'project'));
  await mkdir(join(folder, 'docker'));
  await writeFile(join(folder, 'artifacts'), '');
  const auth = Buffer.from(`${user.name}:${user.password}`).toString('base64');
  const config = { auths: { [registry.host]: { auth } } };
  await writeFile(join(folder, 'docker/config.json'), JSON.stringify(config));
  await runSteps();
});

afterAll(async () => {
  api.close();
  await services.stop();
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
});

async function runSteps(): Promise<void> {
  const docker = testDocker();
  const register = await step('register-model', {
    'model-name': 'factor',
    'model-path': 'model/factor.json',
    'model-registry': `oci://${registry.host}/org`,
  });
  const packaged = await step('package-model', {
    model: register.outputs['model-reference'] ?? '',
    'inference-config': 'inferenceconfig.json',
  });
  const built = await step('build-image', {
    'package-path': packaged.outputs['package-path'] ?? '',
    image: `${registry.host}/org/factor`,
    docker,
  });
  const image = built.outputs['image'] ?? '';
  await step('smoke-test', { image, cases: 'cases.yaml', 'start-timeout': '60', docker });
  await step('push-image', { image, tags: '1.0', 'report-path': 'smoke-report.json', docker });
}

test("each step asks for the rights on packages that the guide's table grants", async () => {
  const guide = await readFile(join(projectRoot, 'docs/guides/github-actions.md'), 'utf8');
  const rows = [...guide.matchAll(/^\| `([a-z-]+)` +\| (?:`(read|write)`|none) +\|/gm)];
  const granted = new Map(rows.map(([, name = '', right = 'none']) => [name, right]));
  for (const [name, right] of packages) expect(granted.get(name), name).toBe(right);
  expect(granted.get('the chain')).toBe(undefined);
  expect([...packages.keys()]).toHaveLength(5);
});

test('no step calls the API of GitHub or asks for an identity', () => {
  expect(apiCalls).toEqual([]);
});

test('the page of the job has release and command, the runner the digest, and nobody the token', async () => {
  const push = results.get('push-image');
  const { image = '', digest = '' } = push?.outputs ?? {};
  expect(push?.summary).toContain(`docker run --rm --publish 127.0.0.1:5001:5001 ${image}\n`);
  expect(push?.summary).toContain('| tags | 1.0 |');
  const artifacts = await readFile(join(folder, 'artifacts'), 'utf8');
  expect(artifacts).toBe(`oci://${registry.host}/org/factor@${digest}\n`);
  for (const { shown, summary } of results.values()) {
    expect(shown + summary).not.toContain('canary');
  }
});

test('signing asks for the rights that the table grants for it, and for no others', async () => {
  const guide = await readFile(join(projectRoot, 'docs/guides/github-actions.md'), 'utf8');
  const row = /^\| `push-image` +\| `(write)` +\| `(write)` +\|/m.exec(guide);
  expect(row?.slice(1)).toEqual(['write', 'write']);
  const { image = '' } = results.get('push-image')?.outputs ?? {};
  const inputs = { image, tags: '1.1', 'report-path': 'smoke-report.json', docker: testDocker() };
  const signing = { ...inputs, attest: 'true', 'github-token': apiToken };
  const ran = await step('push-image', signing, {
    ...services.env,
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_SERVER_URL: 'https://github.com',
  });
  expect(services.faults()).toEqual([]);
  expect(packages.get('push-image')).toBe('write');
  // id-token: write is for asking, attestations: write for storing; nothing else is called.
  expect(services.tokens.length).toBeGreaterThan(0);
  expect(services.hosts()).toContain('api.github.com');
  expect(services.stored.size).toBe(2);
  expect(apiCalls).toEqual([]);
  expect(ran.outputs['tags']).toBe('1.1');
  expect(ran.shown + ran.summary).not.toContain('canary');
});
