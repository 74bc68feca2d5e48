import { canonicalJson } from '../canonical-json.ts';
import type { Json } from '../canonical-json.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { digestOf } from '../oci/digest.ts';
import type { Digest } from '../oci/digest.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { ManifestContent } from '../oci/repository.ts';
import type { EnvironmentImage } from './environment-image.ts';
import { ImageError } from './errors.ts';
import type { ContainerConfig, History, ImageConfig } from './image-config.ts';
import { scoringPort } from './paths.ts';
import { imagePaths } from './paths.ts';

/** Engines fail at run time past 125 layers. */
export const MAX_LAYERS = 110;

/** A layer that is appended: its blob, its plain tar's digest and a line for the history. */
export type Appended = {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  readonly createdBy: string;
};

/** What the container is, apart from its layers. */
export type ContainerSettings = {
  readonly variables: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly user: string;
  readonly command: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
};

export type AssembledImage = {
  readonly configBytes: Uint8Array;
  readonly manifest: ManifestContent;
  readonly layers: readonly Descriptor[];
  readonly sizeBytes: number;
  /** Volumes of the base that would hide our paths and were taken out. */
  readonly droppedVolumes: readonly string[];
};

/**
 * An image of an environment and appended layers: config and manifest as bytes. Nothing but the
 * arguments enters them, so the same arguments give the same digest everywhere.
 */
export function assembleImage(
  environment: EnvironmentImage,
  appended: readonly Appended[],
  settings: ContainerSettings,
): AssembledImage {
  const layers = [...environment.layers, ...appended.map((layer) => layer.descriptor)];
  if (layers.length > MAX_LAYERS) {
    const message = `the image would have ${layers.length} layers, engines run up to ${MAX_LAYERS}`;
    throw new ImageError('TOO_MANY_LAYERS', `${message}; use a base image with fewer layers`);
  }
  const { volumes, dropped } = keptVolumes(environment.config.config.Volumes ?? {});
  const config = imageConfigJson(environment.config, appended, { settings, volumes });
  const configBytes = encode(config);
  const manifest = encode({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: {
      mediaType: mediaTypes.config,
      digest: digestOf(configBytes),
      size: configBytes.length,
    },
    layers: layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size })),
    annotations: settings.annotations,
  });
  return {
    configBytes,
    manifest: { bytes: manifest, mediaType: mediaTypes.manifest, digest: digestOf(manifest) },
    layers,
    sizeBytes: layers.reduce((total, layer) => total + layer.size, 0),
    droppedVolumes: dropped,
  };
}

function imageConfigJson(
  base: ImageConfig,
  appended: readonly Appended[],
  how: { readonly settings: ContainerSettings; readonly volumes: Record<string, object> },
): unknown {
  const { created } = base;
  const stamp = created === undefined ? {} : { created };
  const history: History[] = appended.map(({ createdBy }) => ({ ...stamp, created_by: createdBy }));
  return {
    ...base.rest,
    architecture: base.architecture,
    os: base.os,
    variant: base.variant,
    created,
    config: containerJson(base.config, how),
    rootfs: {
      type: 'layers',
      diff_ids: [...base.rootfs.diff_ids, ...appended.map((layer) => layer.diffId)],
    },
    history: [...base.history, ...history],
  };
}

function containerJson(
  base: ContainerConfig,
  how: { readonly settings: ContainerSettings; readonly volumes: Record<string, object> },
): unknown {
  const { settings, volumes } = how;
  return {
    ...base,
    User: settings.user,
    Env: mergedEnv(base.Env ?? [], settings.variables),
    Cmd: settings.command,
    WorkingDir: imagePaths.appRoot,
    ExposedPorts: { ...base.ExposedPorts, [`${scoringPort}/tcp`]: {} },
    Labels: { ...base.Labels, ...settings.labels },
    Volumes: Object.keys(volumes).length === 0 ? undefined : volumes,
  };
}

/** Variables of the base keep their place; ours replace those of the same name, new ones follow. */
function mergedEnv(base: readonly string[], variables: Readonly<Record<string, string>>): string[] {
  const left = new Map(Object.entries(variables));
  const merged = base.flatMap((line) => {
    const name = line.split('=', 1)[0] ?? line;
    const value = variables[name];
    if (value === undefined) return [line];
    // A base may name a variable twice; ours must not be followed by its other value.
    return left.delete(name) ? [`${name}=${value}`] : [];
  });
  return [...merged, ...[...left].map(([name, value]) => `${name}=${value}`)];
}

function keptVolumes(volumes: Readonly<Record<string, object>>): {
  readonly volumes: Record<string, object>;
  readonly dropped: string[];
} {
  const ours = [imagePaths.models, imagePaths.appRoot];
  const hides = (volume: string): boolean => {
    const path = volume.replace(/\/+$/, '');
    return ours.some((own) => `${own}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${own}/`));
  };
  const entries = Object.entries(volumes);
  return {
    volumes: Object.fromEntries(entries.filter(([path]) => !hides(path))),
    dropped: entries.map(([path]) => path).filter(hides),
  };
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonicalJson(toJson(value)));
}

/** Configs of other builders hold members we do not know; JSON is all they can be. */
function toJson(value: unknown): Json {
  const json: Json = JSON.parse(JSON.stringify(value));
  return json;
}
