import { messageOf } from '../../errors.ts';
import type { Http } from '../../http/http.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { SmokeError } from '../errors.ts';
import { telltale } from '../failure/log-tail.ts';
import type { SmokeEngine } from '../run/container.ts';
import { type ReadinessOptions, waitUntilReady } from '../run/readiness.ts';
import type { SmokeTarget } from '../run/target.ts';
import { withContainer } from '../run/with-container.ts';

/** A service that answers now. */
export type LiveService = {
  /** Its root, with a slash at the end. */
  readonly url: URL;
  /**
   * After a connection broke: waits until the service is healthy again, as it is when one of its
   * workers was replaced. SmokeError when it has ended.
   */
  readonly confirm: () => Promise<void>;
};

/** Where a batch is sent to. */
export interface BatchService {
  /** Has the service started and ready for the time of the work. SmokeError when it cannot be. */
  use<T>(work: (live: LiveService) => Promise<T>): Promise<T>;
}

export type ServiceDeps = {
  readonly http: Pick<Http, 'request'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'debug' | 'info' | 'warn'>;
  readonly signal: AbortSignal;
};

const READY_TRY_MS = 5000;
/** Beside the time of a request, which may keep the only worker from telling its health. */
const CONFIRM_MS = 10_000;

/** A container of the image for each use. */
export function containerService(
  target: SmokeTarget,
  deps: ServiceDeps & { readonly engine: SmokeEngine },
): BatchService {
  return {
    use: (work) =>
      withContainer(target, deps, async ({ id, subject }) => {
        const telling = <R>(asked: Promise<R>): Promise<R> =>
          asked.catch(async (error: unknown) => {
            throw await withLog(error, () => deps.engine.logs(id, deps.signal), deps);
          });
        const { url, confirm } = await telling(subject());
        const ready = (startTimeoutMs: number): Promise<void> =>
          telling(untilReady({ url, confirm, startTimeoutMs }, deps));
        await ready(target.startTimeoutMs);
        return work({ url, confirm: () => ready(target.requestTimeoutMs + CONFIRM_MS) });
      }),
  };
}

/** A service that runs already, wherever that is. */
export function urlService(
  url: URL,
  limits: Pick<SmokeTarget, 'startTimeoutMs' | 'requestTimeoutMs'>,
  deps: ServiceDeps,
): BatchService {
  const confirm = (): Promise<void> => Promise.resolve();
  const ready = (startTimeoutMs: number): Promise<void> =>
    untilReady({ url, confirm, startTimeoutMs }, deps);
  return {
    async use(work) {
      await ready(limits.startTimeoutMs);
      return work({ url, confirm: () => ready(limits.requestTimeoutMs + CONFIRM_MS) });
    },
  };
}

async function untilReady(
  options: Omit<ReadinessOptions, 'requestTimeoutMs'>,
  deps: ServiceDeps,
): Promise<void> {
  await waitUntilReady({ ...options, requestTimeoutMs: READY_TRY_MS }, deps);
}

async function withLog(
  error: unknown,
  logs: () => Promise<string>,
  { signal, log }: Pick<ServiceDeps, 'signal' | 'log'>,
): Promise<unknown> {
  if (!(error instanceof SmokeError)) return error;
  try {
    const shown = telltale(await logs());
    if (shown === '') return error;
    return new SmokeError(error.code, `${error.message}\n${shown}`, { cause: error });
  } catch (reason) {
    signal.throwIfAborted();
    // Why the container ended matters more than the log that would explain it.
    log.debug(`The container's log cannot be read: ${messageOf(reason)}`);
    return error;
  }
}
