import * as z from 'zod/mini';
import type { Digest } from './digest.ts';
import { parseDigest } from './digest.ts';
import { OciError } from './errors.ts';
import { mediaTypes } from './media-types.ts';

/** A pointer to content, OCI image-spec 1.1 descriptor.md. `size` in bytes. */
export type Descriptor = {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly annotations?: Annotations;
  readonly artifactType?: string;
  readonly platform?: Platform;
};

export type Annotations = { readonly [key: string]: string };

export type Platform = {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
};

/** An image or artefact manifest, OCI image-spec 1.1 manifest.md. */
export type Manifest = {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Annotations;
};

/** An index, OCI image-spec 1.1 image-index.md; also the `index.json` of a layout. */
export type Index = {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
  readonly annotations?: Annotations;
};

const annotations = z.optional(z.record(z.string(), z.string()));
const digest = z.pipe(
  z.string(),
  z.transform((text, context) => {
    const parsed = parseDigest(text);
    if (parsed !== undefined) return parsed;
    context.issues.push({ code: 'custom', message: 'not a sha256 digest', input: text });
    return z.NEVER;
  }),
);
const platform = z.object({
  os: z.string(),
  architecture: z.string(),
  variant: z.optional(z.string()),
});
const descriptor = z.object({
  mediaType: z.string(),
  digest,
  size: z.int().check(z.nonnegative()),
  annotations,
  artifactType: z.optional(z.string()),
  platform: z.optional(platform),
});
const manifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z._default(z.string(), mediaTypes.manifest),
  artifactType: z.optional(z.string()),
  config: descriptor,
  layers: z.array(descriptor),
  subject: z.optional(descriptor),
  annotations,
});
/** Loose: a layout's index is written again, and other tools' members must survive that. */
const index = z.looseObject({
  schemaVersion: z.literal(2),
  mediaType: z._default(z.string(), mediaTypes.index),
  manifests: z.array(
    z.looseObject({ ...descriptor.shape, platform: z.optional(z.looseObject(platform.shape)) }),
  ),
  annotations,
});

/** An image manifest (OCI or Docker v2s2) from its bytes; `where` names it in INVALID_MANIFEST. */
export function parseManifest(bytes: Uint8Array, where: string): Manifest {
  return parseJson(manifest, bytes, where) as Manifest;
}

/** An index or manifest list from its bytes. */
export function parseIndex(bytes: Uint8Array, where: string): Index {
  return parseJson(index, bytes, where) as Index;
}

function parseJson(schema: z.ZodMiniType, bytes: Uint8Array, where: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new OciError('INVALID_MANIFEST', `${where} is not JSON`, { cause });
  }
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  const key = first === undefined ? '' : first.path.join('.');
  throw new OciError('INVALID_MANIFEST', `${where}: ${key} ${first?.message ?? 'is wrong'}`, {});
}
