import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import { digestOf } from '@package-model/core/oci/digest';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { mediaTypes } from '@package-model/core/oci/media-types';
import { silentLog } from '@package-model/core/log';
import { systemClock } from '@package-model/core/clock';
import { expect, onTestFinished, test } from 'vitest';
import {
  formerRelease,
  releaseSummary,
} from '../../../../packages/steps/src/push-image/release-summary.ts';

const { signal } = new AbortController();

async function storeWith(tags: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'release-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const repository = new LayoutRepository({ name: 'dir:m', folder }, systemClock);
  for (const [tag, content] of Object.entries(tags)) {
    const manifest = manifestOf(content);
    await repository.putBlob(bytesSource('config', Buffer.from('{}')), signal);
    await repository.putBlob(bytesSource('layer', Buffer.from(content)), signal);
    await repository.putManifest(manifest, tag, signal);
  }
  return repository;
}

function manifestOf(content: string) {
  const layer = { mediaType: mediaTypes.layer, digest: digestOf(content), size: content.length };
  const config = { mediaType: mediaTypes.config, digest: digestOf('{}'), size: 2 };
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config,
    layers: [layer],
    annotations: { 'io.package-model.model': 'm:7,other:2' },
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  return { bytes, mediaType: mediaTypes.manifest, digest: digestOf(bytes) };
}

const numbers = { '1.9': 'a', '1.10': 'bbbb', 'candidate-1': 'dddddd' };

test.each([
  ['what has the tag now', { ...numbers, latest: 'ccc' }, { tag: 'latest', sizeBytes: 3 }],
  ['the highest release, where the tags are new', numbers, { tag: '1.10', sizeBytes: 4 }],
])('the former release is %s', async (_, stored, expected) => {
  const deps = { repository: await storeWith(stored), context: { signal, log: silentLog } };
  expect(await formerRelease(manifestOf('new'), ['1.11', 'latest'], deps)).toEqual(expected);
});

test('an image that has its tag already takes the place of none', async () => {
  const repository = await storeWith({ '1.0': 'a' });
  const deps = { repository, context: { signal, log: silentLog } };
  expect(await formerRelease(manifestOf('a'), ['1.0'], deps)).toBeUndefined();
  expect(
    await formerRelease(manifestOf('a'), ['1.0'], { ...deps, repository: await storeWith({}) }),
  ).toBeUndefined();
});

test('tells models, image, tags, growth and how to run it by digest', () => {
  const manifest = manifestOf('x'.repeat(1200));
  const location = { kind: 'registry', host: 'ghcr.io', repository: 'org/m' } as const;
  const text = releaseSummary({
    image: { location, manifest },
    name: 'ghcr.io/org/m',
    tags: ['1.1', 'latest'],
    former: { tag: '1.0', sizeBytes: 1000 },
    signed: [{ title: 'test result', url: 'https://github.com/org/m/attestations/1' }],
  });
  expect(text).toContain('| size | 1.2 kB, 200 bytes (20.0 %) more than 1.0 |');
  expect(text).toContain('| tags | 1.1, latest |');
  expect(text).toContain('| model | m:7, other:2 |');
  const page = 'https://github.com/org/m/attestations/1';
  expect(text).toContain(`| signed | [test result](${page}) |\n\n`);
  expect(text).toContain(
    `docker run --rm --publish 127.0.0.1:5001:5001 ghcr.io/org/m@${manifest.digest}\n`,
  );
});

test('a folder is read by its tag, and a path that is odd by nobody', () => {
  const manifest = manifestOf('x');
  const of = (path: string) =>
    releaseSummary({
      image: { location: { kind: 'layout', path }, manifest },
      name: `dir:${path}`,
      tags: ['1'],
      former: undefined,
      signed: [],
    });
  expect(of('.models/My Model')).toMatch(
    /skopeo copy 'oci:\.models\/My Model:1' 'docker-daemon:my-model-[0-9a-f]{8}:1'/,
  );
  expect(of("a'; rm -r x; '")).not.toContain('skopeo');
});
