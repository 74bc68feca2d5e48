import { modelConfig, modelManifest, readModelManifest } from '@package-model/core/model/manifest';
import type { ModelFacts } from '@package-model/core/model/manifest';
import { digestOf } from '@package-model/core/oci/digest';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { mediaTypes } from '@package-model/core/oci/media-types';
import { expect, test } from 'vitest';
import { stillClock } from '../still-clock.ts';

const repository = new LayoutRepository({ name: 'dir:m/net', folder: '/nowhere' }, stillClock());

const facts: ModelFacts = {
  name: 'Net',
  description: 'été',
  files: [{ path: 'net/w.bin', sizeBytes: 12 }],
  layers: [
    {
      mediaType: mediaTypes.modelWeight,
      digest: digestOf('layer'),
      size: 2048,
      annotations: { 'org.cncf.model.filepath': 'net/w.bin' },
    },
  ],
};

test('config and manifest of a version have their golden digests', () => {
  expect(digestOf(modelConfig(facts, '3'))).toBe(
    'sha256:6111e172720d930a6e3f8120e7f7550cb6d38b323c12e09fec8f8247a13dc642',
  );
  expect(modelManifest(facts, '3').digest).toBe(
    'sha256:dc66c60384a5e98593d129efbb760bde97c3cdd1616257bee07eaeef8bf30631',
  );
});

test('the manifest is a ModelPack artefact over the config', () => {
  const manifest = JSON.parse(Buffer.from(modelManifest(facts, '3').bytes).toString());
  expect(manifest).toMatchObject({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: 'application/vnd.cncf.model.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.cncf.model.config.v1+json',
      digest: digestOf(modelConfig(facts, '3')),
    },
    layers: facts.layers,
  });
  expect(JSON.parse(Buffer.from(modelConfig(facts, '3')).toString())).toEqual({
    descriptor: { name: 'Net', version: '3', description: 'été' },
    config: {},
    modelfs: { type: 'layers', diffIds: [digestOf('layer')] },
  });
});

test('a version reads back as it was registered', () => {
  const content = modelManifest(facts, '3');
  expect(readModelManifest(content, repository)).toEqual({
    name: 'Net',
    version: '3',
    id: 'Net:3',
    digest: content.digest,
    reference: `dir:m/net@${content.digest}`,
    layers: facts.layers,
    files: facts.files,
    repository,
  });
});

test('the list of files is left out where it would make the manifest large', () => {
  const files = Array.from({ length: 20_000 }, (_, index) => ({
    path: `net/some/long/folder/name/${index}.bin`,
    sizeBytes: index,
  }));
  const content = modelManifest({ ...facts, files }, '1');
  expect(content.bytes.length).toBeLessThan(10_000);
  expect(readModelManifest(content, repository).files).toEqual([]);
});

test('another artefact is no model, and is named', () => {
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      config: { mediaType: mediaTypes.config, digest: digestOf('c'), size: 1 },
      layers: [],
    }),
  );
  const content = { bytes, digest: digestOf(bytes), mediaType: mediaTypes.manifest };
  expect(() => readModelManifest(content, repository)).toThrow(
    expect.objectContaining({
      code: 'NOT_A_MODEL',
      message: `dir:m/net@${content.digest} is no model that register-model has written`,
    }),
  );
});
