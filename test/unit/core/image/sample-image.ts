import type { EnvironmentImage } from '@package-model/core/image/environment-image';
import type { ContainerConfig } from '@package-model/core/image/image-config';
import { digestOf } from '@package-model/core/oci/digest';
import { mediaTypes } from '@package-model/core/oci/media-types';

/** An environment image of `layerCount` invented layers, as an import would give it. */
export function sampleEnvironment(config: ContainerConfig = {}, layerCount = 2): EnvironmentImage {
  const layers = Array.from({ length: layerCount }, (_, index) => ({
    mediaType: mediaTypes.layerGzip,
    digest: digestOf(`blob ${index}`),
    size: 100 + index,
  }));
  return {
    digest: digestOf('environment'),
    layers,
    config: {
      created: '2026-01-02T03:04:05Z',
      architecture: 'amd64',
      os: 'linux',
      config,
      rootfs: { type: 'layers', diff_ids: layers.map((_, index) => digestOf(`diff ${index}`)) },
      history: [{ created_by: 'base' }, { created_by: 'ENV A=1', empty_layer: true }],
      rest: { author: 'somebody' },
    },
    basePaths: new Map(),
    sizeBytes: layers.reduce((total, layer) => total + layer.size, 0),
  };
}
