import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommand } from '@package-model/tooling/machine/command';
import { openEngine } from '@package-model/tooling/machine/engine';
import { openMachine } from '@package-model/tooling/machine/machine';
import { askImage } from '@package-model/tooling/machine/serving';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { testBaseImage } from './support/base-image.ts';
import { startRegistry } from './support/registry.ts';
import { startTokenRegistry } from './support/token-registry.ts';

const basic = (login: string) => `Basic ${Buffer.from(login).toString('base64')}`;

async function startUpload(host: string, authorization?: string): Promise<Response> {
  const headers = authorization === undefined ? {} : { authorization };
  return await fetch(`http://${host}/v2/a/blobs/uploads/`, { method: 'POST', headers });
}

describe('a registry server', () => {
  test('lets in only the users of its password file', async ({ signal }) => {
    const users = { ann: 'p:w' };
    const registry = await startRegistry({ signal, auth: { kind: 'basic', users } });
    try {
      expect((await startUpload(registry.host)).status).toBe(401);
      expect((await startUpload(registry.host, basic('ann:wrong'))).status).toBe(401);
      expect((await startUpload(registry.host, basic('ann:p:w'))).status).toBe(202);
    } finally {
      await registry.stop();
    }
  });

  test('starts again on its folder and port', async ({ signal }) => {
    const directory = await mkdtemp(path.join(tmpdir(), 'registry-'));
    try {
      const first = await startRegistry({ signal, directory });
      await first.stop();
      await expect(fetch(`http://${first.host}/v2/`)).rejects.toThrow();
      const second = await startRegistry({ signal, directory, port: first.port });
      expect((await fetch(`http://${first.host}/v2/`)).status).toBe(200);
      await second.stop();
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('takes the tokens of its token server and no others', async ({ signal }) => {
    const registry = await startTokenRegistry({ signal, users: { ann: 'pw' } });
    try {
      const challenge = (await startUpload(registry.host)).headers.get('www-authenticate') ?? '';
      const [, realm = ''] = /realm="([^"]+)"/u.exec(challenge) ?? [];
      const url = `${realm}?service=test-registry&scope=repository:a:pull,push`;
      expect((await fetch(url)).status).toBe(401);
      const granted = await fetch(url, { headers: { authorization: basic('ann:pw') } });
      const { token } = z.object({ token: z.string() }).parse(await granted.json());
      expect((await startUpload(registry.host, `Bearer ${token}`)).status).toBe(202);
      expect((await startUpload(registry.host, `Bearer ${token}x`)).status).toBe(401);
      expect(registry.requests.at(-1)?.scopes).toEqual(['repository:a:pull,push']);
    } finally {
      await registry.stop();
    }
  });
});

test('an image that cannot answer is an error, and its container is removed', async ({
  signal,
}) => {
  const machine = await openMachine({ signal, assumeYes: false });
  const engine = await openEngine(machine);
  const image = testBaseImage();
  const message = await askImage(engine, image, { body: {}, signal }).then(String, String);
  const [name = ''] = /package-model-demo-[\w-]+/u.exec(message) ?? [];
  expect(message).toMatch(/^Error: /u);
  expect(name).not.toBe('');
  const args = ['ps', '--all', '--quiet', '--filter', `name=${name}`];
  expect((await runCommand(engine.client.program, args, { signal })).stdout).toBe('');
  expect(engine.origin).toBe('running');
});
