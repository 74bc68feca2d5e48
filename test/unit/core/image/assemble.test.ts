import { assembleImage, MAX_LAYERS } from '@package-model/core/image/assemble';
import type { Appended, ContainerSettings } from '@package-model/core/image/assemble';
import type { ContainerConfig } from '@package-model/core/image/image-config';
import { digestOf } from '@package-model/core/oci/digest';
import { mediaTypes } from '@package-model/core/oci/media-types';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleEnvironment } from './sample-image.ts';

const settings: ContainerSettings = {
  variables: { AML_APP_ROOT: '/var/azureml-app', AZUREML_MODEL_DIR: '/models' },
  labels: { 'io.package-model.plan': 'p' },
  user: '10001:0',
  command: ['azmlinfsrv', '--entry_script', 'score.py'],
  annotations: { 'org.opencontainers.image.title': 'net' },
};

function layer(name: string): Appended {
  const digest = digestOf(name);
  return {
    descriptor: {
      mediaType: mediaTypes.layer,
      digest,
      size: 1024,
      annotations: { 'org.cncf.model.filepath': name },
    },
    diffId: digest,
    createdBy: `package-model: ${name}`,
  };
}

function configOf(config: ContainerConfig, more: Partial<ContainerSettings> = {}) {
  const image = assembleImage(sampleEnvironment(config), [layer('model')], {
    ...settings,
    ...more,
  });
  return JSON.parse(Buffer.from(image.configBytes).toString()).config;
}

test('config and manifest have their golden digests', () => {
  const image = assembleImage(
    sampleEnvironment({ Env: ['PATH=/bin'], Cmd: ['sh'] }),
    [layer('model'), layer('links'), layer('code')],
    settings,
  );
  expect(digestOf(image.configBytes)).toBe(
    'sha256:feb3afdf89c46d3ee01763576ce718365d655b4b9acea4ea094da16ca0d3b06a',
  );
  expect(image.manifest.digest).toBe(
    'sha256:a1fef36d7bd2e0e44b0466c5878d8cdf96bf760bb011ce396080bc4abfb46adc',
  );
  expect(image.sizeBytes).toBe(100 + 101 + 3 * 1024);
});

test('the manifest names plain descriptors, lowest layer first', () => {
  const image = assembleImage(sampleEnvironment(), [layer('model')], settings);
  const manifest = JSON.parse(Buffer.from(image.manifest.bytes).toString());
  expect(manifest.layers).toEqual([
    { mediaType: mediaTypes.layerGzip, digest: digestOf('blob 0'), size: 100 },
    { mediaType: mediaTypes.layerGzip, digest: digestOf('blob 1'), size: 101 },
    { mediaType: mediaTypes.layer, digest: digestOf('model'), size: 1024 },
  ]);
  expect(manifest.config).toMatchObject({
    digest: digestOf(image.configBytes),
    size: image.configBytes.length,
  });
});

test('there are as many diff ids and full history entries as layers; the base keeps its own', () => {
  const image = assembleImage(sampleEnvironment(), [layer('model')], settings);
  const config = JSON.parse(Buffer.from(image.configBytes).toString());
  expect(config.rootfs.diff_ids).toEqual(['diff 0', 'diff 1', 'model'].map(digestOf));
  expect(config.history.at(-1)).toEqual({
    created: '2026-01-02T03:04:05Z',
    created_by: 'package-model: model',
  });
  expect(config).toMatchObject({
    author: 'somebody',
    created: '2026-01-02T03:04:05Z',
    architecture: 'amd64',
  });
});

test('variables of the base keep their place, ours replace those of the same name', () => {
  const config = configOf({ Env: ['PATH=/bin', 'AML_APP_ROOT=/old', 'LANG=C', 'EMPTY'] });
  expect(config.Env).toEqual([
    'PATH=/bin',
    'AML_APP_ROOT=/var/azureml-app',
    'LANG=C',
    'EMPTY',
    'AZUREML_MODEL_DIR=/models',
  ]);
});

test('a variable that the base names twice has our value only', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('A=1', 'B=2', 'A=3', 'C=A=4'), { maxLength: 8 }),
      (env) => {
        const { Env } = configOf({ Env: env }, { variables: { A: 'ours' } });
        expect(Env.filter((line: string) => line.startsWith('A='))).toEqual(['A=ours']);
        expect(Env.filter((line: string) => !line.startsWith('A='))).toEqual(
          env.filter((line) => !line.startsWith('A=')),
        );
      },
    ),
  );
});

test.each(['/', '/var', '/var/', '/models', '/models/', '/models/net', '/var/azureml-app/x'])(
  'a volume at %s would hide our files and is dropped by name',
  (volume) => {
    const environment = sampleEnvironment({ Volumes: { [volume]: {}, '/data': {} } });
    const image = assembleImage(environment, [], settings);
    expect(image.droppedVolumes).toEqual([volume]);
    const { config } = JSON.parse(Buffer.from(image.configBytes).toString());
    expect(config.Volumes).toEqual({ '/data': {} });
  },
);

test('other volumes stay, and none is written where none is left', () => {
  expect(configOf({ Volumes: { '/models-old': {}, '/varnish': {} } }).Volumes).toEqual({
    '/models-old': {},
    '/varnish': {},
  });
  expect(configOf({ Volumes: { '/models': {} } })).not.toHaveProperty('Volumes');
});

test('ports, labels and members we do not know are kept beside ours', () => {
  const config = configOf({
    ExposedPorts: { '80/tcp': {} },
    Labels: { maintainer: 'them' },
    StopSignal: 'SIGINT',
  });
  expect(config).toMatchObject({
    ExposedPorts: { '80/tcp': {}, '5001/tcp': {} },
    Labels: { maintainer: 'them', 'io.package-model.plan': 'p' },
    StopSignal: 'SIGINT',
    User: '10001:0',
    WorkingDir: '/var/azureml-app',
    Cmd: settings.command,
  });
});

test('more layers than engines run are refused before anything is made', () => {
  const fits = sampleEnvironment({}, MAX_LAYERS - 1);
  expect(() => assembleImage(fits, [layer('model')], settings)).not.toThrow();
  const full = sampleEnvironment({}, MAX_LAYERS);
  expect(() => assembleImage(full, [layer('model')], settings)).toThrow(
    expect.objectContaining({
      code: 'TOO_MANY_LAYERS',
      message:
        'the image would have 111 layers, engines run up to 110; use a base image with fewer layers',
    }),
  );
});
