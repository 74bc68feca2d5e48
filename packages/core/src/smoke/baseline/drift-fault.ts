import type { BaselineReport, CaseDrift, DriftDifference } from './baseline-report.ts';
import type { MaxDrift } from './max-drift.ts';

/** Times so close say nothing: a busy machine makes more of a difference. */
export const LATENCY_NOISE_MS = 5;
const MAX_SHOWN = 10;

/** What is above the limits, a line each; [] when nothing is, or no limits were set. */
export function driftFaults({ cases, maxDrift, problem }: BaselineReport): readonly string[] {
  if (maxDrift === null) return [];
  if (problem !== null) return [problem];
  return cases.flatMap((one) => [...answerFaults(one, maxDrift), ...latencyFaults(one, maxDrift)]);
}

function answerFaults(one: CaseDrift, { answer }: MaxDrift): readonly string[] {
  if (answer === undefined || one.drift <= answer) return [];
  const above = one.differences.filter(({ drift }) => drift > answer);
  const shown = above.slice(0, MAX_SHOWN).map((difference) => {
    return `${one.name}: ${formatDrift(difference)}; at most ${answer} is allowed`;
  });
  const rest = above.length - shown.length;
  return rest > 0 ? [...shown, `${one.name}: and ${rest} more differences`] : shown;
}

function latencyFaults(one: CaseDrift, { latency }: MaxDrift): readonly string[] {
  const { latencyMs: now, latencyBeforeMs: before } = one;
  if (latency === undefined || now === null || before === null) return [];
  if (now - before <= LATENCY_NOISE_MS || now <= latency * before) return [];
  const ratio = before === 0 ? '' : ` (${(now / before).toFixed(2)} times)`;
  const text = `${one.name}: took ${now} ms, before ${before} ms${ratio}; at most ${latency} times is allowed`;
  return [text];
}

/** `/data/0: 1.5, before 1.25 (drift 0.2)`. */
export function formatDrift({ pointer, before, now, drift }: DriftDifference): string {
  const place = pointer === '' ? 'the answer' : pointer;
  return `${place}: ${now}, before ${before} (drift ${formatNumber(drift)})`;
}

/** At most four significant digits. */
export function formatNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}
