import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { RegisterOrder } from '../../integration/support/register-child.ts';
import { startRegistering } from '../../integration/support/register-in-process.ts';

/** How often a process is killed: 15 times, or 200 in the long form (`npm run test:faults`). */
export const killCount = process.env['PACKAGE_MODEL_FAULTS'] === 'long' ? 200 : 15;

/** Printed when a campaign fails; PACKAGE_MODEL_SEED repeats one. */
export const seed = Number(process.env['PACKAGE_MODEL_SEED'] ?? Date.now() % 1_000_000);

/** Numbers in [0, 1) that a seed decides (mulberry32). */
export function seededRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How a killed process came to its end: by the kill, or by itself because it was done before. */
export type Killed = 'killed' | 'done';

/** Starts a registration in a process of its own and kills it after so many milliseconds. */
export async function registerAndKill(order: RegisterOrder, afterMs: number): Promise<Killed> {
  const child = startRegistering(order);
  onTestFinished(() => void child.process.kill('SIGKILL'));
  const stop = new AbortController();
  const killing = delay(afterMs, undefined, { signal: stop.signal }).then(
    () => child.process.kill('SIGKILL'),
    () => false,
  );
  const result = await child.done;
  stop.abort();
  await killing;
  if (result.killedBy === 'SIGKILL') return 'killed';
  if (result.exitCode === 0) return 'done';
  throw new Error(`the process failed before it was killed: ${result.stderr}`);
}
