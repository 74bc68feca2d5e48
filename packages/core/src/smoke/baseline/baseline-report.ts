import * as z from 'zod/mini';
import type { Digest } from '../../oci/digest.ts';
import { digestSchema } from '../report/facts.ts';
import type { MaxDrift } from './max-drift.ts';

/** What the same cases gave with another version of the image. */
export type BaselineReport = {
  /** As people know it: `ghcr.io/org/diabetes:3`. */
  readonly image: string;
  readonly digest: Digest;
  /** Why nothing could be compared; null when it was. */
  readonly problem: string | null;
  readonly cases: readonly CaseDrift[];
  readonly maxDrift: MaxDrift | null;
};

export type CaseDrift = {
  readonly name: string;
  /** The largest ones first, at most 50. */
  readonly differences: readonly DriftDifference[];
  readonly differenceCount: number;
  /** The largest relative difference; 1 where something else than a number differs. */
  readonly drift: number;
  /** The largest absolute difference of two numbers. */
  readonly absoluteDrift: number;
  /** Medians over the same number of requests; null when no answer came. */
  readonly latencyMs: number | null;
  readonly latencyBeforeMs: number | null;
};

export type DriftDifference = {
  /** JSON pointer (RFC 6901, '' is the whole answer), or `status`. */
  readonly pointer: string;
  /** JSON-like text of at most 120 characters. */
  readonly before: string;
  readonly now: string;
  readonly drift: number;
  /** Null for what is no number. */
  readonly absolute: number | null;
};

const amount = z.number().check(z.nonnegative());

export const baselineSchema = z.object({
  image: z.string(),
  digest: digestSchema,
  problem: z.nullable(z.string()),
  cases: z.array(
    z.object({
      name: z.string(),
      differences: z.array(
        z.object({
          pointer: z.string(),
          before: z.string(),
          now: z.string(),
          drift: amount,
          absolute: z.nullable(amount),
        }),
      ),
      differenceCount: z.int(),
      drift: amount,
      absoluteDrift: amount,
      latencyMs: z.nullable(amount),
      latencyBeforeMs: z.nullable(amount),
    }),
  ),
  maxDrift: z.nullable(
    z.object({
      answer: z.optional(amount),
      absolute: z.optional(amount),
      latency: z.optional(amount),
    }),
  ),
});
