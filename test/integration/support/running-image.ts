import { systemClock } from '@package-model/core/clock';
import { createHttp } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { createRun } from '@package-model/core/process/spawn';
import { waitUntilReady } from '@package-model/core/smoke/run/readiness';
import { docker } from './docker-calls.ts';
import { testDocker } from './engine.ts';

/** A container of an image that serves on this machine. */
export type RunningImage = {
  readonly url: URL;
  /** Both streams so far. */
  log(): Promise<string>;
  /** What a program prints inside of it. */
  exec(...command: readonly string[]): Promise<string>;
  stop(): Promise<void>;
};

/** Runs an image as a user does (`docker run -p`) and waits until it answers. */
export async function runImage(image: string): Promise<RunningImage> {
  const { signal } = new AbortController();
  const id = (await docker('run', '--detach', '--publish', '127.0.0.1::5001', image)).trim();
  const stop = async (): Promise<void> => void (await docker('rm', '--force', '--volumes', id));
  const log = async (): Promise<string> => {
    const said = await createRun(process.env).run(testDocker(), ['logs', id], { signal });
    return said.stdout + said.stderr;
  };
  const http = createHttp({ userAgent: 'package-model-test', idleTimeoutMs: 60_000 });
  try {
    const port = (await docker('port', id, '5001/tcp')).trim().split('\n')[0] ?? '';
    const url = new URL(`http://${port}/`);
    const limits = { startTimeoutMs: 60_000, requestTimeoutMs: 2000 };
    const confirm = (): Promise<void> => Promise.resolve();
    const deps = { http, clock: systemClock, log: silentLog, signal };
    await waitUntilReady({ url, ...limits, confirm }, deps);
    return { url, log, stop, exec: (...command) => docker('exec', id, ...command) };
  } catch (error) {
    const said = await log();
    await stop();
    throw new Error(`${image} never answered:\n${said}`, { cause: error });
  } finally {
    http.close();
  }
}
