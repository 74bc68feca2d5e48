import { loginInputs } from '../inputs/logins.ts';
import { imageTarget } from '../inputs/image.ts';
import {
  aptProxy,
  baseRegistryPassword,
  baseRegistryUsername,
  builder,
  buildxUrl,
  caCertificates,
  condaChannelAlias,
  docker,
  pipExtraIndexUrl,
  pipIndexUrl,
} from '../inputs/machine.ts';
import { modelRegistry } from '../inputs/model.ts';
import { environmentMaxAge, environmentTrust, lockFile, packagePath } from '../inputs/package.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

export const buildImageInputs = {
  'package-path': packagePath,
  image: imageTarget,
  'model-registry': modelRegistry,
  'lock-file': lockFile,
  'environment-trust': environmentTrust,
  'environment-max-age': environmentMaxAge,
  'base-registry-username': baseRegistryUsername,
  'base-registry-password': baseRegistryPassword,
  docker,
  builder,
  'buildx-url': buildxUrl,
  'ca-certificates': caCertificates,
  ...loginInputs,
  'pip-index-url': pipIndexUrl,
  'pip-extra-index-url': pipExtraIndexUrl,
  'conda-channel-alias': condaChannelAlias,
  'apt-proxy': aptProxy,
} as const satisfies InputTable;

export const buildImageOutputs = {
  image: { description: 'The candidate by digest: repository@sha256:…' },
  'image-digest': { description: 'Digest of the image: sha256:…' },
  'image-size': { description: 'Size of all layers in bytes.' },
  'base-image': { description: 'The base image by digest, where it is known: HOST/NAME@sha256:…' },
  'base-registry': { description: 'Registry of the base image: HOST.' },
  'model-bytes-moved': { description: 'Bytes of model layers that had to be moved; 0 is normal.' },
} as const satisfies OutputTable;

export type BuildImageValues = ValuesOf<typeof buildImageInputs>;
