import * as z from 'zod/mini';
import type { Digest } from '../oci/digest.ts';
import { parseDigest } from '../oci/digest.ts';
import { OciError } from '../oci/errors.ts';

/** The parts of an image config that we read or set, OCI image-spec config.md; the rest is kept. */
export type ImageConfig = {
  readonly created?: string;
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
  readonly config: ContainerConfig;
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly Digest[] };
  readonly history: readonly History[];
  /** Members we do not know, as they came. */
  readonly rest: { readonly [key: string]: unknown };
};

export type ContainerConfig = {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly ExposedPorts?: Readonly<Record<string, object>> | null;
  readonly Volumes?: Readonly<Record<string, object>> | null;
  readonly [key: string]: unknown;
};

export type History = {
  readonly created?: string;
  readonly created_by?: string;
  readonly empty_layer?: boolean;
  readonly [key: string]: unknown;
};

const strings = z.nullish(z.array(z.string()));
const keys = z.nullish(z.record(z.string(), z.looseObject({})));
const diffId = z.string().check(z.refine((text) => parseDigest(text) !== undefined));
const imageConfig = z.looseObject({
  created: z.optional(z.string()),
  architecture: z.string(),
  os: z.string(),
  variant: z.optional(z.string()),
  config: z.nullish(
    z.looseObject({
      User: z.optional(z.string()),
      Env: strings,
      Entrypoint: strings,
      Cmd: strings,
      WorkingDir: z.optional(z.string()),
      Labels: z.nullish(z.record(z.string(), z.string())),
      ExposedPorts: keys,
      Volumes: keys,
    }),
  ),
  rootfs: z.object({
    type: z.literal('layers'),
    diff_ids: z.array(diffId),
  }),
  history: z.nullish(z.array(z.looseObject({ empty_layer: z.optional(z.boolean()) }))),
});

/** Parses an image config; `where` names the image in INVALID_MANIFEST. */
export function parseImageConfig(bytes: Uint8Array, where: string): ImageConfig {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new OciError('INVALID_MANIFEST', `the config of ${where} is not JSON`, { cause });
  }
  const parsed = imageConfig.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const what = `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
    throw new OciError('INVALID_MANIFEST', `the config of ${where} is no image config: ${what}`);
  }
  const { created, architecture, os, variant, rootfs, config, history, ...rest } = parsed.data;
  const known = { created, architecture, os, variant, rest };
  const parts: unknown = { ...known, rootfs, config: config ?? {}, history: history ?? [] };
  return parts as ImageConfig;
}
