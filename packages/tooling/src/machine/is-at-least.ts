/** True when the first `1.2.3` of a text is that version or a later one. */
export function isAtLeast(text: string, oldest: string): boolean {
  const found = numbersIn(text);
  if (found === undefined) return false;
  const wanted = numbersIn(oldest) ?? [];
  for (const [index, number] of wanted.entries()) {
    const difference = (found[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbersIn(text: string): readonly number[] | undefined {
  return /\d+\.\d+(?:\.\d+)?/u.exec(text)?.[0].split('.').map(Number);
}
