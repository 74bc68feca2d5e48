import { mapLimit } from '@package-model/core/map-limit';
import { expect, test } from 'vitest';

test('keeps the order of the items, whichever ends first', async () => {
  const ends: (() => void)[] = [];
  const mapped = mapLimit(['a', 'b', 'c'], 3, async (item, index) => {
    await new Promise<void>((resolve) => ends.push(resolve));
    return `${index}${item}`;
  });
  for (const end of ends.toReversed()) end();
  expect(await mapped).toEqual(['0a', '1b', '2c']);
});

test('never has more calls under way than the limit', async () => {
  let running = 0;
  let most = 0;
  await mapLimit(Array.from({ length: 20 }), 3, async () => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
  });
  expect(most).toBe(3);
});

test('starts nothing more after a failure and waits for what runs', async () => {
  const started: number[] = [];
  const ended: number[] = [];
  let endSlow = (): void => {};
  const mapped = mapLimit([0, 1, 2, 3], 2, async (item) => {
    started.push(item);
    if (item === 0) await new Promise<void>((resolve) => (endSlow = resolve));
    if (item === 1) throw new Error('broke');
    ended.push(item);
  });
  const seen = expect(mapped).rejects.toThrow('broke');
  await Promise.resolve();
  endSlow();
  await seen;
  expect(started).toEqual([0, 1]);
  expect(ended).toEqual([0]);
});

test('maps nothing to nothing', async () => {
  expect(await mapLimit([], 4, async () => 1)).toEqual([]);
});
