import * as z from 'zod/mini';

/** The smallest resources that serve the cases, and how they were found. */
export type ProfileReport = {
  /** Null when the service did not serve its cases under any limits. */
  readonly recommended: Resources | null;
  /** Why the search ended. */
  readonly ended: 'found' | 'budget' | 'failed';
  /** Each run under its limits, in their order. */
  readonly trials: readonly TrialReport[];
  /** Of all runs with the recommended resources. */
  readonly spread: Spread | null;
  readonly budgetSeconds: number;
  readonly durationSeconds: number;
};

/** As v1's deployment configuration has them; GB are 2^30 bytes. */
export type Resources = { readonly cpu: number; readonly memoryInGB: number };

export type TrialReport = {
  readonly purpose: 'start' | 'memory' | 'cpu' | 'repeat';
  /** Null for no limit. */
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
  /** Null when it served the cases as it must. */
  readonly problem: string | null;
  readonly figures: Figures | null;
};

export type Figures = {
  readonly readyMs: number;
  readonly requests: number;
  readonly failedRequests: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly averageMs: number;
  /** Of one client that sends the next request after each answer. */
  readonly requestsPerSecond: number;
  /** The largest the container has had, page cache included; null where the engine cannot tell. */
  readonly peakMemoryBytes: number | null;
  /** Processor time of the requests by their duration; null where the engine cannot tell. */
  readonly usedCpus: number | null;
};

type Range = { readonly min: number; readonly max: number };
export type Spread = {
  readonly runs: number;
  readonly p50Ms: Range;
  readonly p95Ms: Range;
  readonly requestsPerSecond: Range;
  readonly peakMemoryBytes: Range | null;
};

const amount = z.number().check(z.nonnegative());
const range = z.object({ min: amount, max: amount });
const figures = z.object({
  readyMs: amount,
  requests: z.int(),
  failedRequests: z.int(),
  p50Ms: amount,
  p90Ms: amount,
  p95Ms: amount,
  p99Ms: amount,
  averageMs: amount,
  requestsPerSecond: amount,
  peakMemoryBytes: z.nullable(amount),
  usedCpus: z.nullable(amount),
});

export const profileSchema = z.object({
  recommended: z.nullable(z.object({ cpu: amount, memoryInGB: amount })),
  ended: z.enum(['found', 'budget', 'failed']),
  trials: z.array(
    z.object({
      purpose: z.enum(['start', 'memory', 'cpu', 'repeat']),
      cpus: z.nullable(amount),
      memoryBytes: z.nullable(amount),
      problem: z.nullable(z.string()),
      figures: z.nullable(figures),
    }),
  ),
  spread: z.nullable(
    z.object({
      runs: z.int(),
      p50Ms: range,
      p95Ms: range,
      requestsPerSecond: range,
      peakMemoryBytes: z.nullable(range),
    }),
  ),
  budgetSeconds: amount,
  durationSeconds: amount,
});
