import { createHash } from 'node:crypto';
import { access, mkdtemp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installBuildx } from '../../../packages/host/src/buildx.ts';
import { ToolChecksumError, fetchTool } from '../../../packages/host/src/tools.ts';

const program = '#!/bin/sh\necho buildx\n';
const sha256 = createHash('sha256').update(program).digest('hex');
const served = { requests: 0, url: '' };
const server = createServer((_, response) => {
  served.requests += 1;
  response.end(program);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  served.url = `http://127.0.0.1:${port}/buildx`;
  const base = await mkdtemp(join(tmpdir(), 'tools-'));
  process.env['RUNNER_TOOL_CACHE'] = join(base, 'cache');
  process.env['RUNNER_TEMP'] = join(base, 'temp');
});

afterAll(() => void server.close());

async function folders() {
  const base = await mkdtemp(join(tmpdir(), 'tools-'));
  return { cacheDirectory: join(base, 'cache'), temporaryDirectory: base };
}

test('fetches a tool once and takes it from the cache after that', async () => {
  const tool = { name: 'tool-a', url: served.url, sha256 };
  const first = await fetchTool(tool, await folders());
  const requests = served.requests;
  const second = await fetchTool(tool, await folders());
  expect(second).not.toBe(first);
  expect(served.requests).toBe(requests);
  for (const path of [first, second]) expect(await readFile(path, 'utf8')).toBe(program);
});

test('refuses a tool with another checksum and leaves nothing of it', async () => {
  const wrong = 'f'.repeat(64);
  const where = await folders();
  const fetching = fetchTool({ name: 'tool-b', url: served.url, sha256: wrong }, where);
  await expect(fetching).rejects.toThrow(ToolChecksumError);
  await expect(fetching).rejects.toThrow(`has the sha256 ${sha256}, not ${wrong}`);
  expect(await readdir(where.temporaryDirectory)).toEqual([]);
});

test('fetches a tool again whose cached bytes were changed', async () => {
  const tool = { name: 'tool-c', url: served.url, sha256 };
  await fetchTool(tool, await folders());
  const cached = await fetchTool(tool, await folders());
  await writeFile(cached, 'evil');
  expect(await readFile(await fetchTool(tool, await folders()), 'utf8')).toBe(program);
});

test('a cache that cannot be written to is only missing the next time', async () => {
  const { RUNNER_TOOL_CACHE } = process.env;
  process.env['RUNNER_TOOL_CACHE'] = '/dev/null/cache';
  const path = await fetchTool({ name: 'tool-d', url: served.url, sha256 }, await folders());
  process.env['RUNNER_TOOL_CACHE'] = RUNNER_TOOL_CACHE;
  expect(await readFile(path, 'utf8')).toBe(program);
});

test('puts buildx beside a copy of the docker configuration and leaves the own one alone', async () => {
  const own = await mkdtemp(join(tmpdir(), 'docker-'));
  await writeFile(join(own, 'config.json'), '{}');
  await mkdir(join(own, 'cli-plugins'));
  await writeFile(join(own, 'cli-plugins', 'docker-scan'), '');
  const source = { url: served.url, sha256, dockerConfigDirectory: own };
  const folder = await installBuildx(source, await folders());
  expect(await readFile(join(folder, 'config.json'), 'utf8')).toBe('{}');
  expect(await readFile(join(folder, 'cli-plugins', 'docker-buildx'), 'utf8')).toBe(program);
  await access(join(folder, 'cli-plugins', 'docker-scan'));
  expect(await readdir(join(own, 'cli-plugins'))).toEqual(['docker-scan']);
});
