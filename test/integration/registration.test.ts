import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { silentLog } from '@package-model/core/log';
import { noDigestCache } from '@package-model/core/model/digest-cache';
import { findModel } from '@package-model/core/model/find-model';
import { listModelFiles } from '@package-model/core/model/list-files';
import { registerModel } from '@package-model/core/model/register';
import type { Location } from '@package-model/core/oci/reference';
import type { Repository } from '@package-model/core/oci/repository';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerInProcess } from './support/register-in-process.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { openRepositories } from './support/repositories.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const { signal } = new AbortController();
const deps = { log: silentLog, clock: systemClock, digests: noDigestCache, signal };
const repositories = openRepositories();
const BIG_BYTES = 500_000_000;
let scratch: string;
let server: RegistryServer;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'package-model-registration-'));
  server = await startRegistry({ signal, directory: join(scratch, 'registry') });
});
afterAll(async () => {
  repositories.close();
  await server.stop();
  await rm(scratch, { recursive: true, force: true });
});

async function register(repository: Repository, path: string) {
  return registerModel({ name: 'net', entries: await listModelFiles(path, '/') }, repository, deps);
}

async function smallModel(): Promise<string> {
  const path = join(await temporaryFolder(), 'model.pkl');
  await writeFile(path, 'the same bytes each time');
  return path;
}

function inOrder(versions: readonly string[]): number[] {
  return versions.map(Number).toSorted((a, b) => a - b);
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/**
 * Versions of their own, none lost. A folder numbers without gaps; on a registry a number whose claim
 * is given up too late is passed over.
 */
function expectOwnVersions(location: Location, versions: readonly string[], count: number): void {
  expect(new Set(versions).size).toBe(count);
  if (location.kind === 'layout') expect(inOrder(versions)).toEqual(upTo(count));
}

describe.each<[string, (name: string) => Location]>([
  ['layout folder', (name) => ({ kind: 'layout', path: join(scratch, 'layout', name) })],
  ['registry server', (name) => ({ kind: 'registry', host: server.host, repository: name })],
])('on a %s', (_, locate) => {
  test('fifty registrations at once have fifty versions', async () => {
    const path = await smallModel();
    const repository = repositories.open(locate('fifty'));
    const models = await Promise.all(Array.from({ length: 50 }, () => register(repository, path)));
    expectOwnVersions(
      locate('fifty'),
      models.map((model) => model.version),
      50,
    );
    expect(new Set(models.map((model) => model.digest)).size).toBe(50);
    const finals = (await repository.listTags(signal)).filter((tag) => tag.startsWith('model-v'));
    expect(finals).toHaveLength(50);
    for (const { version, digest } of models) {
      expect((await findModel(repository, 'net', version, signal)).digest).toBe(digest);
    }
  });

  test('eight processes at once have versions of their own', async () => {
    const path = await smallModel();
    const order = { store: locate('eight'), modelPaths: Array.from({ length: 6 }, () => path) };
    const answers = await Promise.all(Array.from({ length: 8 }, () => registerInProcess(order)));
    expectOwnVersions(
      order.store,
      answers.flatMap((answer) => answer.versions),
      48,
    );
  });

  test('a large file is read once, and memory stays flat', async () => {
    const folder = await temporaryFolder();
    const [none, big] = [join(folder, 'none.bin'), join(folder, 'big.bin')];
    await writeFile(none, '');
    await writeFile(big, 'big');
    await truncate(big, BIG_BYTES);
    const baseline = await registerInProcess({ store: locate('idle'), modelPaths: [none] });
    const answer = await registerInProcess({ store: locate('big'), modelPaths: [big] });
    expect((answer.readBytes - baseline.readBytes) / BIG_BYTES).toBeLessThanOrEqual(1.05);
    expect(answer.memoryAboveStartBytes).toBeLessThanOrEqual(64 * 1024 * 1024);
  });

  test('skopeo reads what was registered, and copies it digest by digest', async () => {
    const location = locate('copied');
    const repository = repositories.open(location);
    const model = await register(repository, await smallModel());
    const from =
      location.kind === 'layout'
        ? `oci:${location.path}:model-v1`
        : `docker://${location.host}/${location.repository}:model-v1`;
    const plain = location.kind === 'layout' ? [] : ['--tls-verify=false'];
    const raw = execFileSync('skopeo', ['inspect', '--raw', ...plain, from]);
    expect(raw.toString()).toContain('application/vnd.cncf.model.manifest.v1+json');
    const target = join(await temporaryFolder(), 'copy');
    const quiet = location.kind === 'layout' ? [] : ['--src-tls-verify=false'];
    execFileSync('skopeo', [
      'copy',
      '--quiet',
      '--preserve-digests',
      ...quiet,
      from,
      `oci:${target}:model-v1`,
    ]);
    const copy = repositories.open({ kind: 'layout', path: target });
    const found = await findModel(copy, 'net', '1', signal);
    expect(found.digest).toBe(model.digest);
    expect(await copy.blobSize(model.layers[0]?.digest ?? model.digest, signal)).toBe(
      model.layers[0]?.size,
    );
  });
});
