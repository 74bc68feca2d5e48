/** Maps a list of unknown length with at most `limit` calls under way; results keep the order. */
export async function mapLimit<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries();
  async function work(): Promise<void> {
    for (const [index, item] of entries) results[index] = await map(item, index);
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}
