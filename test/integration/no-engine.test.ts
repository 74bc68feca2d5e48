import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAction } from './support/github-runner.ts';
import { writeProject } from './support/project.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { registryTags } from './support/tags.ts';

let workspace = '';
let registry: RegistryServer;

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'package-model-no-engine-'));
  registry = await startRegistry({ signal: new AbortController().signal });
  await writeProject(workspace);
});

afterAll(async () => {
  await registry.stop();
  await rm(workspace, { recursive: true, force: true });
});

/** A proxy that leads nowhere and notes what it is asked for. */
async function startProxy() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(502).end();
  });
  server.on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, asked, stop: () => server.close() };
}

test('on a self-hosted runner of GHES without any program, registering and packaging work and ask nobody else', async () => {
  const proxy = await startProxy();
  const env = {
    PATH: '',
    HTTPS_PROXY: proxy.url,
    HTTP_PROXY: proxy.url,
    GITHUB_SERVER_URL: 'https://ghes.example.com',
    GITHUB_API_URL: 'https://ghes.example.com/api/v3',
    GITHUB_GRAPHQL_URL: 'https://ghes.example.com/api/graphql',
  };
  const registered = await runAction({
    action: 'actions/register-model',
    inputs: {
      'model-name': 'factor',
      'model-path': 'model/factor.json',
      'model-registry': `oci://${registry.host}/org`,
    },
    workspace,
    env,
  });
  expect(registered.exitCode, registered.shown).toBe(0);
  expect(registered.post).toEqual({ exitCode: 0, shown: '' });
  const model = registered.outputs['model-reference'] ?? '';
  expect(Object.keys(await registryTags(registry.host, 'org/factor'))).toContain('model-v1');
  const packaged = await runAction({
    action: 'actions/package-model',
    inputs: { model, 'inference-config': 'inferenceconfig.json' },
    workspace,
    env,
  });
  expect(packaged.exitCode, packaged.shown).toBe(0);
  const plan = join(workspace, packaged.outputs['package-path'] ?? '', 'plan.json');
  expect(JSON.parse(await readFile(plan, 'utf8'))).toMatchObject({ models: [{ name: 'factor' }] });
  proxy.stop();
  expect(proxy.asked).toEqual([]);
});

test('a step that needs an engine says that there is none', async () => {
  const { exitCode, commands } = await runAction({
    action: 'actions/smoke-test',
    inputs: { image: `${registry.host}/org/factor@sha256:${'0'.repeat(64)}` },
    workspace,
    env: { PATH: '' },
  });
  expect(exitCode).not.toBe(0);
  const errors = commands.filter(({ name }) => name === 'error').map(({ data }) => data);
  expect(errors.join('\n')).toMatch(
    /docker was not found: install Docker Engine|not there|no image/i,
  );
});
