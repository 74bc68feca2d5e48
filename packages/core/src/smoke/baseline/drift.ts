import type { Answer } from '../exchange.ts';
import { median } from '../median.ts';
import { compare, defaultTolerance, parseAnswer, shorten } from '../cases/compare.ts';
import type { Difference } from '../cases/compare.ts';
import type { CaseDrift, DriftDifference } from './baseline-report.ts';

/** A case's answer and the times of its requests; undefined when no answer came. */
export type Sample = {
  readonly answer: Answer | undefined;
  readonly latenciesMs: readonly number[];
};

const MAX_DIFFERENCES = 50;
const NO_ANSWER = 'no answer';

/** How one case's answer differs from the one before; `absolute` as in `MaxDrift`. */
export function driftOf(
  name: string,
  { before, now }: { readonly before: Sample; readonly now: Sample },
  absolute: number | undefined,
): CaseDrift {
  const found = differencesOf(before.answer, now.answer)
    .filter((one) => one.absolute === null || one.absolute > (absolute ?? 0))
    .toSorted((a, b) => b.drift - a.drift);
  return {
    name,
    differences: found.slice(0, MAX_DIFFERENCES),
    differenceCount: found.length,
    drift: Math.max(0, ...found.slice(0, 1).map((one) => one.drift)),
    absoluteDrift: found.reduce((most, one) => Math.max(most, one.absolute ?? 0), 0),
    latencyMs: median(now.latenciesMs),
    latencyBeforeMs: median(before.latenciesMs),
  };
}

function differencesOf(
  before: Answer | undefined,
  now: Answer | undefined,
): readonly DriftDifference[] {
  if (before === undefined && now === undefined) return [];
  if (before === undefined || now === undefined) {
    const text = (answer: Answer | undefined) =>
      answer === undefined ? NO_ANSWER : `status ${answer.status}`;
    return [other('', text(before), text(now))];
  }
  if (before.status !== now.status) {
    return [other('status', String(before.status), String(now.status))];
  }
  if (before.digest === now.digest) return [];
  const [former, current] = [valueOf(before), valueOf(now)];
  if (former === undefined || current === undefined) {
    return [other('', describe(before), describe(now))];
  }
  return compare(current.value, former.value, defaultTolerance).map(toDrift);
}

function toDrift({ pointer, kind, actual, expected }: Difference): DriftDifference {
  const before = kind === 'extra' ? 'nothing' : shorten(expected);
  const now = kind === 'missing' ? 'nothing' : shorten(actual);
  if (kind === 'length') return other(pointer, `${before} entries`, `${now} entries`);
  if (kind !== 'different' || !isFiniteNumber(actual) || !isFiniteNumber(expected)) {
    return other(pointer, before, now);
  }
  const absolute = Math.abs(actual - expected);
  // From 0 every step is infinitely far: it counts as another value.
  const drift = expected === 0 ? 1 : absolute / Math.abs(expected);
  return { pointer, before, now, drift: Number.isFinite(drift) ? drift : 1, absolute };
}

function other(pointer: string, before: string, now: string): DriftDifference {
  return { pointer, before, now, drift: 1, absolute: null };
}

/** A JSON answer; one that holds JSON as text, as `json.dumps` in run() makes it, is decoded. */
function valueOf({ body, sizeBytes }: Answer): { readonly value: unknown } | undefined {
  if (sizeBytes > body.byteLength) return undefined;
  const parsed = parseAnswer(new TextDecoder().decode(body));
  if (typeof parsed?.value !== 'string') return parsed;
  const inner = parseAnswer(parsed.value);
  return typeof inner?.value === 'object' && inner.value !== null ? inner : parsed;
}

function describe({ body, sizeBytes, digest }: Answer): string {
  const text = new TextDecoder().decode(body.subarray(0, 400));
  return text.includes('\uFFFD') || sizeBytes > body.byteLength
    ? `${sizeBytes} bytes, ${digest}`
    : shorten(text);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
