/** An axis from 0 to `end` with marks at round numbers. */
export type Scale = { readonly end: number; readonly ticks: readonly number[] };

/** An axis that holds `largest`, with 3 to 6 steps of 1, 2 or 5 times a power of ten. */
export function niceScale(largest: number): Scale {
  const safe = Number.isFinite(largest) && largest > 0 ? largest : 1;
  const rough = safe / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const count = Math.ceil(safe / step - 1e-9);
  const ticks = Array.from({ length: count + 1 }, (_, index) =>
    Number((index * step).toPrecision(6)),
  );
  return { end: ticks.at(-1) ?? safe, ticks };
}
