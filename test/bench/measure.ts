/** What a measured value must keep to; both sides are in the measure's unit. */
export type Bar = { readonly atMost: number } | { readonly atLeast: number };

/** One result. `bar` is null for what stands beside a bar, as the time of the other side. */
export type Measure = {
  readonly name: string;
  readonly value: number;
  readonly unit: 's' | 'ms' | 'kB' | 'MB' | 'times';
  readonly bar: Bar | null;
  /** Runs behind the value; of two sides `ours : theirs`. */
  readonly runs: string;
  /** Lowest and highest run, where the value is a median of its own. */
  readonly range: readonly [lowest: number, highest: number] | null;
};

type Series = { readonly name: string; readonly unit: Measure['unit'] };

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** The median of a series of runs. */
export function medianOf(
  series: Series,
  values: readonly number[],
  bar: Bar | null = null,
): Measure {
  const range = [Math.min(...values), Math.max(...values)] as const;
  return { ...series, value: median(values), bar, runs: String(values.length), range };
}

/** How many times `values` the other side's median is. */
export function timesAsMuch(
  name: string,
  sides: { readonly ours: readonly number[]; readonly theirs: readonly number[] },
  bar: Bar | null,
): Measure {
  const { ours, theirs } = sides;
  const runs = `${ours.length} : ${theirs.length}`;
  return { name, value: median(theirs) / median(ours), unit: 'times', bar, runs, range: null };
}

/** The median of what ours takes more than the other side's run beside it. */
export function medianDifference(
  series: Series,
  pairs: readonly { readonly ours: number; readonly theirs: number }[],
  bar: Bar | null,
): Measure {
  const differences = pairs.map(({ ours, theirs }) => ours - theirs);
  return { ...medianOf(series, differences, bar), runs: `${pairs.length} pairs` };
}

/** With four significant digits: more would only be noise. */
export function rounded(measure: Measure): Measure {
  const { value, range } = measure;
  return {
    ...measure,
    value: fourDigits(value),
    range: range === null ? null : [fourDigits(range[0]), fourDigits(range[1])],
  };
}

function fourDigits(value: number): number {
  return Number(value.toPrecision(4));
}

/** False when the value is past its bar. */
export function isWithin({ value, bar }: Measure): boolean {
  if (bar === null) return true;
  return 'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;
}

/** Milliseconds that `work` takes, and what it gives. */
export async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly ms: number; readonly result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { ms: performance.now() - startedAt, result };
}
