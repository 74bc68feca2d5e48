/** True when a dotted version (`2.9`) comes before another (`2.17`); parts count as numbers. */
export function isOlder(version: string, other: string): boolean {
  const [own, theirs] = [partsOf(version), partsOf(other)];
  for (let index = 0; index < Math.max(own.length, theirs.length); index += 1) {
    const difference = (own[index] ?? 0) - (theirs[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function partsOf(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
