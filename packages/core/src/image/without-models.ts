import { parseManifest } from '../oci/descriptor.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { digestOf } from '../oci/digest.ts';
import type { Digest } from '../oci/digest.ts';
import type { ManifestContent } from '../oci/repository.ts';
import { parseImageConfig } from './image-config.ts';
import type { History, ImageConfig } from './image-config.ts';

/** How the history of an image of ours names a model's layer; the model and its file follow. */
export const MODEL_HISTORY = 'package-model: model ';

/** An image of ours taken apart: its model layers, and an image made of all the others. */
export type WithoutModels = {
  readonly models: readonly ModelLayerOfImage[];
  readonly manifest: ManifestContent;
  readonly configBytes: Uint8Array;
  readonly diffIds: readonly Digest[];
  /** Of both images. */
  readonly config: ImageConfig['config'];
};

export type ModelLayerOfImage = {
  readonly descriptor: Descriptor;
  /** Name of the model, a space, the file or bundle. */
  readonly about: string;
};

/**
 * Takes the model layers out of an image. They are plain tars, so that their digest is their diff
 * id, and the history says which they are; `models` is [] for an image that holds none.
 */
export function withoutModels(
  manifest: ManifestContent,
  configBytes: Uint8Array,
  where: string,
): WithoutModels {
  const { layers, config: configDescriptor, ...rest } = parseManifest(manifest.bytes, where);
  const config = parseImageConfig(configBytes, where);
  const about = aboutLayers(config.history, layers.length);
  const isModel = (at: number): boolean =>
    about[at] !== undefined && layers[at]?.digest === config.rootfs.diff_ids[at];
  const models = layers.flatMap((descriptor, at) =>
    isModel(at) ? [{ descriptor, about: about[at] ?? '' }] : [],
  );
  const diffIds = config.rootfs.diff_ids.filter((_, at) => !isModel(at));
  const history = config.history.filter((entry) => modelOf(entry) === undefined);
  const { rest: unknownMembers, ...known } = config;
  const other = { ...unknownMembers, ...known, rootfs: { type: 'layers', diff_ids: diffIds } };
  const otherBytes = encode({ ...other, history });
  const bytes = encode({
    ...rest,
    config: { ...configDescriptor, digest: digestOf(otherBytes), size: otherBytes.length },
    layers: layers.filter((_, at) => !isModel(at)),
  });
  return {
    models,
    manifest: { bytes, mediaType: manifest.mediaType, digest: digestOf(bytes) },
    configBytes: otherBytes,
    diffIds,
    config: config.config,
  };
}

/** What each layer holds of a model. A base may lack some history: its end is what is ours. */
function aboutLayers(history: readonly History[], count: number): (string | undefined)[] {
  const ofLayers = history.filter((entry) => entry.empty_layer !== true);
  const missing = count - ofLayers.length;
  return Array.from({ length: count }, (_, at) => modelOf(ofLayers[at - missing]));
}

function modelOf(entry: History | undefined): string | undefined {
  const line = entry?.created_by;
  return line?.startsWith(MODEL_HISTORY) ? line.slice(MODEL_HISTORY.length) : undefined;
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
