import * as z from 'zod/mini';
import { canonicalJson } from '../canonical-json.ts';
import type { Json } from '../canonical-json.ts';
import type { Annotations, Descriptor } from '../oci/descriptor.ts';
import { parseManifest } from '../oci/descriptor.ts';
import { digestOf } from '../oci/digest.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { ManifestContent, Repository } from '../oci/repository.ts';
import { ModelError } from './errors.ts';
import { parseFrameworkName } from './framework.ts';
import type { ModelFramework } from './framework.ts';
import type { ModelFile, StoredModel } from './types.ts';

/** Where the true name and version stand: repository names and tags cannot hold every name. */
export const modelAnnotations = {
  name: 'io.package-model.name',
  version: 'io.package-model.version',
  files: 'io.package-model.files',
  framework: 'io.package-model.framework',
  frameworkVersion: 'io.package-model.framework-version',
  description: 'org.opencontainers.image.description',
} as const;

/** Path of a layer's file inside the model, ModelPack annotations.md. */
export const FILE_PATH = 'org.cncf.model.filepath';

/** Sample of a layer's large files, by which a new version sees early that they changed. */
export const SAMPLE = 'io.package-model.sample';

/** The list of files is left out beyond this, so that the manifest stays small. */
const FILES_LIMIT_CHARACTERS = 256 * 1024;

export type ModelFacts = {
  readonly name: string;
  readonly description?: string;
  readonly framework?: ModelFramework;
  readonly files: readonly ModelFile[];
  readonly layers: readonly Descriptor[];
};

/** A ModelPack config blob (model-spec 0.0.7 config.md) for a version. */
export function modelConfig(facts: ModelFacts, version: string): Uint8Array {
  const config = {
    descriptor: { name: facts.name, version, description: facts.description },
    config: {},
    modelfs: { type: 'layers', diffIds: facts.layers.map((layer) => layer.digest) },
  };
  return new TextEncoder().encode(canonicalJson(config));
}

/** A ModelPack manifest for a version; the same files, name and version give the same bytes. */
export function modelManifest(facts: ModelFacts, version: string): ManifestContent {
  const config = modelConfig(facts, version);
  const files = canonicalJson(facts.files.map(({ path, sizeBytes }) => [path, sizeBytes]));
  const annotations: Annotations = {
    [modelAnnotations.name]: facts.name,
    [modelAnnotations.version]: version,
    ...(files.length > FILES_LIMIT_CHARACTERS ? {} : { [modelAnnotations.files]: files }),
    ...(facts.description === undefined
      ? {}
      : { [modelAnnotations.description]: facts.description }),
    ...frameworkAnnotations(facts.framework),
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    artifactType: mediaTypes.modelManifest,
    config: {
      mediaType: mediaTypes.modelConfig,
      digest: digestOf(config),
      size: config.length,
    },
    layers: facts.layers.map(toJson),
    annotations,
  };
  const bytes = new TextEncoder().encode(canonicalJson(manifest));
  return { bytes, mediaType: mediaTypes.manifest, digest: digestOf(bytes) };
}

function toJson(layer: Descriptor): Json {
  const { mediaType, digest, size, annotations } = layer;
  return { mediaType, digest, size, ...(annotations === undefined ? {} : { annotations }) };
}

const fileList = z.array(z.tuple([z.string(), z.number()]));

/** A registered version from its manifest; NOT_A_MODEL when it is something else. */
export function readModelManifest(content: ManifestContent, repository: Repository): StoredModel {
  const where = `${repository.name}@${content.digest}`;
  const manifest = parseManifest(content.bytes, where);
  const name = manifest.annotations?.[modelAnnotations.name];
  const version = manifest.annotations?.[modelAnnotations.version];
  if (
    manifest.artifactType !== mediaTypes.modelManifest ||
    name === undefined ||
    version === undefined
  ) {
    throw new ModelError('NOT_A_MODEL', `${where} is no model that register-model has written`);
  }
  return {
    name,
    version,
    id: `${name}:${version}`,
    digest: content.digest,
    reference: where,
    layers: manifest.layers,
    files: readFiles(manifest.annotations?.[modelAnnotations.files]),
    ...readFramework(manifest.annotations),
    repository,
  };
}

function readFiles(text: string | undefined): ModelFile[] {
  if (text === undefined) return [];
  const parsed = fileList.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data.map(([path, sizeBytes]) => ({ path, sizeBytes })) : [];
}

function frameworkAnnotations(framework: ModelFramework | undefined): Annotations {
  if (framework === undefined) return {};
  const { name, version } = framework;
  return {
    [modelAnnotations.framework]: name,
    ...(version === undefined ? {} : { [modelAnnotations.frameworkVersion]: version }),
  };
}

function readFramework(annotations: Annotations | undefined): { framework?: ModelFramework } {
  const name = parseFrameworkName(annotations?.[modelAnnotations.framework] ?? '');
  const version = annotations?.[modelAnnotations.frameworkVersion];
  if (name === undefined) return {};
  return { framework: { name, ...(version === undefined ? {} : { version }) } };
}
