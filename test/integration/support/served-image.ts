import { systemClock } from '@package-model/core/clock';
import { createHttp } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { waitUntilReady } from '@package-model/core/smoke/run/readiness';
import { createRun } from '@package-model/core/process/spawn';
import { docker } from './docker-calls.ts';
import { testDocker } from './engine.ts';

/** What a container answered, and everything that it said. */
export type Served = { readonly answer: unknown; readonly log: string };

/** Runs an image as a user does (`docker run -p`), posts `body` to `/score`, removes it again. */
export async function askServed(image: string, body: unknown): Promise<Served> {
  const { signal } = new AbortController();
  const http = createHttp({ userAgent: 'package-model-test', idleTimeoutMs: 60_000 });
  const id = (await docker('run', '--detach', '--publish', '127.0.0.1::5001', image)).trim();
  try {
    const port = (await docker('port', id, '5001/tcp')).trim().split('\n')[0] ?? '';
    const url = new URL(`http://${port}/`);
    const limits = { startTimeoutMs: 60_000, requestTimeoutMs: 2000 };
    const confirm = (): Promise<void> => Promise.resolve();
    await waitUntilReady(
      { url, ...limits, confirm },
      { http, clock: systemClock, log: silentLog, signal },
    );
    const response = await fetch(new URL('/score', url), {
      method: 'POST',
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    const said = await createRun(process.env).run(testDocker(), ['logs', id], { signal });
    return { answer, log: said.stdout + said.stderr };
  } finally {
    http.close();
    await docker('rm', '--force', '--volumes', id);
  }
}
