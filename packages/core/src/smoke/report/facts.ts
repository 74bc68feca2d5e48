import * as z from 'zod/mini';
import { type Digest, parseDigest } from '../../oci/digest.ts';

/** What a layer brings; `other` where its annotations do not say. */
export const layerKinds = ['base', 'environment', 'model', 'code', 'other'] as const;

export type LayerFacts = {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly kind: (typeof layerKinds)[number];
  /** What is in it, for people: `model diabetes:3`; '' when nothing says. */
  readonly title: string;
};

/** How and on what a smoke test ran; null where it is not known. */
export type RunFacts = {
  /** As people know it, without tag and digest: `HOST/NAME` or `dir:PATH`. */
  readonly imageName: string | null;
  readonly engine: { readonly name: string; readonly version: string } | null;
  /** Of all layers, compressed as they are stored. */
  readonly imageSizeBytes: number | null;
  /** Lowest first; [] when not known. */
  readonly layers: readonly LayerFacts[];
  readonly limits: { readonly cpus: number | null; readonly memoryBytes: number | null };
  /** The most the container used at once. */
  readonly peakMemoryBytes: number | null;
};

/** Of a smoke test of which nothing more is known. */
export const noFacts: RunFacts = {
  imageName: null,
  engine: null,
  imageSizeBytes: null,
  layers: [],
  limits: { cpus: null, memoryBytes: null },
  peakMemoryBytes: null,
};

/** A digest in JSON. */
export const digestSchema = z.custom<Digest>(
  (value) => typeof value === 'string' && parseDigest(value) !== undefined,
  { error: 'not a sha256 digest' },
);
const bytes = z.int().check(z.nonnegative());

export const factsSchema = z.object({
  imageName: z.nullable(z.string()),
  engine: z.nullable(z.object({ name: z.string(), version: z.string() })),
  imageSizeBytes: z.nullable(bytes),
  layers: z.array(
    z.object({
      digest: digestSchema,
      sizeBytes: bytes,
      kind: z.enum(layerKinds),
      title: z.string(),
    }),
  ),
  limits: z.object({
    cpus: z.nullable(z.number().check(z.positive())),
    memoryBytes: z.nullable(bytes),
  }),
  peakMemoryBytes: z.nullable(bytes),
});

/** The report with what is known of image and engine; what the run itself found stays. */
export function withFacts<T extends { readonly facts: RunFacts }>(report: T, facts: RunFacts): T {
  const { limits, peakMemoryBytes } = report.facts;
  return { ...report, facts: { ...facts, limits, peakMemoryBytes } };
}
