/** One version as PEP 440 orders it: the release's numbers, and whether it comes before the release. */
type Version = { readonly release: readonly number[]; readonly rank: number };

type Bound = { readonly version: Version; readonly inclusive: boolean };

/** The versions that a specifier takes, as one span; `!=` counts where it empties a single one. */
export type VersionRange = {
  readonly low?: Bound;
  readonly high?: Bound;
  readonly excluded: readonly Version[];
};

const CLAUSE = /^(===|==|~=|!=|<=|>=|<|>)\s*v?(?:\d+!)?(\d+(?:\.\d+)*)(\.\*)?(.*)$/;

/**
 * Reads the clauses of a PEP 440 specifier (`>=1,<2`, `~=3.1.0`, `==1.2.*`); '' takes everything.
 * A clause that is not understood takes everything too: what is not known is no reason to refuse.
 */
export function parseVersionRange(specifier: string): VersionRange {
  const clauses = specifier.split(',').map((clause) => clause.trim());
  return clauses.map(rangeOf).reduce(intersect, { excluded: [] });
}

/** The versions that both take. */
export function intersect(a: VersionRange, b: VersionRange): VersionRange {
  const low = tighter(a.low, b.low, 1);
  const high = tighter(a.high, b.high, -1);
  return {
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
    excluded: [...a.excluded, ...b.excluded],
  };
}

/** True when no version at all can be in it. */
export function isEmpty({ low, high, excluded }: VersionRange): boolean {
  if (low === undefined || high === undefined) return false;
  const order = compare(low.version, high.version);
  if (order !== 0) return order > 0;
  return (
    !low.inclusive || !high.inclusive || excluded.some((one) => compare(one, low.version) === 0)
  );
}

/** True when some version satisfies both specifiers. */
export function overlap(a: string, b: string): boolean {
  return !isEmpty(intersect(parseVersionRange(a), parseVersionRange(b)));
}

/** True when every version that `inner` takes is one that `outer` takes. */
export function within(inner: string, outer: string): boolean {
  const span = parseVersionRange(inner);
  const around = parseVersionRange(outer);
  return (
    contains(around.low, span.low, 1) && contains(around.high, span.high, -1) && !isEmpty(span)
  );
}

function contains(outer: Bound | undefined, inner: Bound | undefined, sign: 1 | -1): boolean {
  if (outer === undefined) return true;
  if (inner === undefined) return false;
  const order = compare(inner.version, outer.version) * sign;
  return order > 0 || (order === 0 && (outer.inclusive || !inner.inclusive));
}

function tighter(a: Bound | undefined, b: Bound | undefined, sign: 1 | -1): Bound | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const order = compare(a.version, b.version) * sign;
  if (order !== 0) return order > 0 ? a : b;
  return a.inclusive ? b : a;
}

function rangeOf(clause: string): VersionRange {
  const match = CLAUSE.exec(clause);
  if (match === null) return { excluded: [] };
  const [, operator = '==', numbers = '', star, suffix = ''] = match;
  const release = numbers.split('.').map(Number);
  const version = { release, rank: rankOf(suffix) };
  const inclusive = { version, inclusive: true };
  const exclusive = { version, inclusive: false };
  switch (operator) {
    case '<':
      return { high: exclusive, excluded: [] };
    case '<=':
      return { high: inclusive, excluded: [] };
    case '>':
      return { low: exclusive, excluded: [] };
    case '>=':
      return { low: inclusive, excluded: [] };
    case '!=':
      return { excluded: star === undefined ? [version] : [] };
    case '~=':
      return { low: inclusive, high: before(next(release.slice(0, -1))), excluded: [] };
    default:
      return star === undefined
        ? { low: inclusive, high: inclusive, excluded: [] }
        : { low: inclusive, high: before(next(release)), excluded: [] };
  }
}

function before(release: readonly number[]): Bound {
  return { version: { release, rank: 0 }, inclusive: false };
}

function next(release: readonly number[]): readonly number[] {
  return [...release.slice(0, -1), (release.at(-1) ?? 0) + 1];
}

function rankOf(suffix: string): number {
  if (suffix === '' || suffix.startsWith('+')) return 0;
  return /^[.-]?post/.test(suffix) ? 1 : -1;
}

function compare(a: Version, b: Version): number {
  const length = Math.max(a.release.length, b.release.length);
  for (let at = 0; at < length; at += 1) {
    const order = (a.release[at] ?? 0) - (b.release[at] ?? 0);
    if (order !== 0) return order;
  }
  return a.rank - b.rank;
}
