import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { mustRun, runCommand } from './command.ts';
import type { Engine } from './engine.ts';

const startTimeoutMs = 60_000;
const requestTimeoutMs = 3_000;
const pollMs = 100;

/** A served answer, and how long the container took until it was ready. */
export type Served = { readonly answer: unknown; readonly readyMs: number };

/**
 * Runs an image on a loopback port of its own, waits for `GET /`, posts `body` to `/score` and gives
 * the answer. The container is always removed.
 */
export async function askImage(
  engine: Engine,
  image: string,
  options: { readonly body: unknown; readonly signal: AbortSignal },
): Promise<Served> {
  const { program } = engine.client;
  const { signal } = options;
  const id = `package-model-demo-${randomUUID()}`;
  const started = performance.now();
  try {
    const place = ['--detach', '--name', id, '--publish', '127.0.0.1::5001'];
    await mustRun(program, ['run', ...place, image], { signal });
    const port = await mustRun(program, ['port', id, '5001/tcp'], { signal });
    const url = `http://${port.trim().split('\n')[0] ?? ''}`;
    await waitUntilReady(url, { program, id, signal });
    const readyMs = performance.now() - started;
    const response = await fetch(`${url}/score`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(options.body),
      signal,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST /score answered ${response.status}: ${text}`);
    return { answer: JSON.parse(text), readyMs };
  } finally {
    await runCommand(program, ['rm', '--force', '--volumes', id], {
      signal: AbortSignal.timeout(startTimeoutMs),
    });
  }
}

async function isRunning(program: string, id: string, signal: AbortSignal): Promise<boolean> {
  const args = ['inspect', '--format', '{{.State.Running}}', id];
  return (await runCommand(program, args, { signal })).stdout.trim() === 'true';
}

/** The server accepts connections before it answers them, so each request has its own limit. */
async function waitUntilReady(
  url: string,
  container: { readonly program: string; readonly id: string; readonly signal: AbortSignal },
): Promise<void> {
  const { program, id, signal } = container;
  const deadline = performance.now() + startTimeoutMs;
  while (performance.now() < deadline) {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]);
    const ready = await fetch(url, { signal: limit }).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    if (!(await isRunning(program, id, signal))) {
      throw new Error(`The container ${id} ended before it was ready.`);
    }
    await delay(pollMs, undefined, { signal });
  }
  throw new Error(`The container ${id} was not ready within ${startTimeoutMs / 1000} s.`);
}
