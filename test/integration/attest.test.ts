import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Digest } from '@package-model/core/oci/digest';
import { parseManifest } from '@package-model/core/oci/descriptor';
import { readSmallBlob } from '@package-model/core/oci/read-small-blob';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { signer, startAttestationServices } from './support/attestation-services.ts';
import type { AttestationServices } from './support/attestation-services.ts';
import { nodeOf } from './support/azure-agent.ts';
import { linesOf } from './support/logins.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { openRepositories } from './support/repositories.ts';
import { makeCandidate, push } from './support/signing-job.ts';
import { registryTags } from './support/tags.ts';

const { signal } = new AbortController();
const bearer = 'bearer-canary-52c0';
const token = 'token-canary-8a13';
const provenance = 'https://slsa.dev/provenance/v1';
const testResult = 'https://in-toto.io/attestation/test-result/v0.1';
let folder = '';
let registry: RegistryServer;
let services: AttestationServices;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-attest-'));
  registry = await startRegistry({ signal });
  services = await startAttestationServices(bearer, token);
});

afterAll(async () => {
  await services.stop();
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The bundles that refer to an image in the registry, by the predicate that their entry tells. */
async function bundlesOf(repository: string, digest: Digest): Promise<Map<string, unknown>> {
  const opened = openRepositories();
  const store = opened.open({ kind: 'registry', host: registry.host, repository });
  const entries = await store.listReferrers(digest, signal);
  const found = new Map<string, unknown>();
  for (const { digest: reference, artifactType, annotations } of entries) {
    if (artifactType !== 'application/vnd.dev.sigstore.bundle.v0.3+json') continue;
    expect(annotations?.['dev.sigstore.bundle.content']).toBe('dsse-envelope');
    const content = await store.getManifest(reference, signal);
    const manifest = parseManifest(content?.bytes ?? new Uint8Array(), reference);
    expect(manifest).toMatchObject({ artifactType, subject: { digest } });
    expect(manifest.layers.map(({ mediaType }) => mediaType)).toEqual([artifactType]);
    const [layer] = manifest.layers;
    if (layer === undefined) throw new Error('no layer');
    const bytes = await readSmallBlob(store, layer.digest, signal);
    const bundle: unknown = JSON.parse(new TextDecoder().decode(bytes));
    found.set(annotations?.['dev.sigstore.bundle.predicateType'] ?? '', bundle);
  }
  opened.close();
  return found;
}

describe.each([
  ['a public repository', 'public', 'log', 'Node24'],
  ['a public repository', 'public', 'log', 'Node20_1'],
  ['a private repository', 'private', 'timestamps', 'Node24'],
] as const)('in a job of %s', (_, visibility, witness, handler) => {
  test(`on ${handler} where a digest comes from and its test are signed, stored and attached`, async () => {
    const made = await makeCandidate(
      folder,
      registry.host,
      `signed-${visibility}-${handler.toLowerCase()}`,
    );
    const { digest, repository, workspace } = made;
    const stored = services.stored.size;
    const seen = services.hosts().length;
    const ran = await push(made, {
      env: services.env,
      token,
      visibility,
      node: await nodeOf(handler),
    });
    expect(services.faults()).toEqual([]);
    expect(ran.exitCode, ran.shown).toBe(0);
    const bundles = await bundlesOf(repository, digest);
    expect([...bundles.keys()].toSorted()).toEqual([testResult, provenance]);
    const name = `${registry.host}/${repository}`;
    for (const [predicateType, bundle] of bundles) {
      const statement = services.verify(bundle, witness, signer);
      const subject = [{ name, digest: { sha256: digest.replace('sha256:', '') } }];
      expect(statement).toMatchObject({ predicateType, subject });
    }
    expect(services.verify(bundles.get(testResult), witness, signer).predicate).toMatchObject({
      result: 'WARNED',
      passedTests: expect.arrayContaining(['case two patients']),
      failedTests: [],
    });
    expect(services.verify(bundles.get(provenance), witness, signer).predicate).toMatchObject({
      buildDefinition: {
        externalParameters: { workflow: { path: '.github/workflows/release.yml' } },
      },
    });
    const other = { ...signer, workflow: 'org/models/.github/workflows/other.yml@refs/heads/main' };
    expect(() => services.verify(bundles.get(provenance), witness, other)).toThrow();
    const mixed = {
      ...z.looseObject({}).parse(bundles.get(testResult)),
      ...contentOf(bundles.get(provenance)),
    };
    expect(() => services.verify(mixed, witness, signer)).toThrow();
    const ids = [...services.stored.keys()].slice(stored);
    expect(ids.map((id) => services.stored.get(id))).toEqual([
      bundles.get(provenance),
      bundles.get(testResult),
    ]);
    const urls = ids.map((id) => `https://github.com/org/models/attestations/${id}`);
    expect(ran.outputs).toMatchObject({
      tags: '1.0',
      'attestation-urls': urls.join(','),
      'bundle-path': 'attestations.jsonl',
    });
    const file = await readFile(join(workspace, 'attestations.jsonl'), 'utf8');
    expect(
      file
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([bundles.get(provenance), bundles.get(testResult)]);
    expect(ran.summary).toContain(`[build provenance](${urls[0]}), [test result](${urls[1]})`);
    expect((await registryTags(registry.host, repository))['1.0']).toBe(digest);
    const hosts = new Set(services.hosts().slice(seen));
    expect(hosts.has('rekor.sigstore.dev')).toBe(witness === 'log');
    expect(hosts.has('timestamp.githubapp.com')).toBe(witness === 'timestamps');
    const printed = linesOf(ran.raw) + ran.summary + JSON.stringify(ran.outputs);
    for (const secret of ['canary', ...services.tokens]) expect(printed).not.toContain(secret);
  });
});

/** What a bundle has signed, without who signed it. */
function contentOf(bundle: unknown) {
  return z.object({ dsseEnvelope: z.unknown() }).parse(bundle);
}
