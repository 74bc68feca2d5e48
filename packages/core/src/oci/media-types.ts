/** Media types of OCI image-spec 1.1, Docker's v2 schema 2 and ModelPack. */
export const mediaTypes = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  layerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  layerZstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
  empty: 'application/vnd.oci.empty.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar',
  dockerLayerGzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  modelManifest: 'application/vnd.cncf.model.manifest.v1+json',
  modelConfig: 'application/vnd.cncf.model.config.v1+json',
  modelWeight: 'application/vnd.cncf.model.weight.v1.tar',
} as const;

/** Every manifest type we ask a registry for. */
export const manifestTypes: readonly string[] = [
  mediaTypes.manifest,
  mediaTypes.index,
  mediaTypes.dockerManifest,
  mediaTypes.dockerList,
];

/** The OCI type that means the same as a Docker one; others as they are. */
export function ociMediaType(mediaType: string): string {
  switch (mediaType) {
    case mediaTypes.dockerManifest:
      return mediaTypes.manifest;
    case mediaTypes.dockerList:
      return mediaTypes.index;
    case mediaTypes.dockerConfig:
      return mediaTypes.config;
    case mediaTypes.dockerLayer:
      return mediaTypes.layer;
    case mediaTypes.dockerLayerGzip:
      return mediaTypes.layerGzip;
    default:
      return mediaType;
  }
}
