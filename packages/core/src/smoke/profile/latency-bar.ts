import type { Figures } from './profile-report.ts';

/** Without a bar of the user's: how much slower than without limits is still fast enough. */
const SLOWDOWN = 2;
const NOISE_MS = 5;

/** Milliseconds that 95 % of the requests may take. */
export function latencyBar(given: number | undefined, start: Figures | null): number {
  if (given !== undefined) return given;
  if (start === null) return Number.POSITIVE_INFINITY;
  return Math.max(start.p95Ms * SLOWDOWN, start.p95Ms + NOISE_MS);
}

/** Why a run with these figures did not serve as it must; null when it did. */
export function slowness({ p95Ms }: Figures, barMs: number): string | null {
  if (p95Ms <= barMs) return null;
  return `95 % of the requests took up to ${p95Ms} ms, at most ${round(barMs)} ms are allowed`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
