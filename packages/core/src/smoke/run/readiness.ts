import type { Clock } from '../../clock.ts';
import { HttpError } from '../../http/errors.ts';
import { discard, type Http } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import { within } from '../deadline.ts';
import { SmokeError } from '../errors.ts';

export type ReadinessOptions = {
  /** `GET` of it must answer 200. */
  readonly url: URL;
  readonly startTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Raises when the container does not run any more; asked after each try. */
  readonly confirm: () => Promise<void>;
  /** Statuses that no waiting changes. */
  readonly refusals?: readonly number[];
};

export type ReadinessDeps = {
  readonly http: Pick<Http, 'request'>;
  readonly clock: Pick<Clock, 'now' | 'after' | 'sleep'>;
  readonly log: Pick<Log, 'debug' | 'info'>;
  readonly signal: AbortSignal;
};

const NO_ANSWER = 'no answer yet';
const SHORTEST_PAUSE_MS = 30;
const LONGEST_PAUSE_MS = 500;
/** Of the time that has passed: a start is noticed at most so much late. */
const PAUSE_SHARE = 0.1;
const SAID_AFTER_MS = 5000;
const SAID_AGAIN_MS = 30_000;

/**
 * Waits until the scoring server answers 200. It accepts connections before it is ready and leaves
 * them hanging, so each try has a time limit of its own. Gives the milliseconds it took; SmokeError
 * NOT_READY, ACCESS_DENIED, or what `confirm` raises.
 */
export async function waitUntilReady(
  options: ReadinessOptions,
  deps: ReadinessDeps,
): Promise<number> {
  const { clock, log, signal } = deps;
  const startedAt = clock.now();
  let answer = NO_ANSWER;
  let sayAtMs = SAID_AFTER_MS;
  for (;;) {
    const leftMs = Math.max(1, options.startTimeoutMs - (clock.now() - startedAt));
    const tried = await tryOnce(options, Math.min(options.requestTimeoutMs, leftMs), deps);
    // The last try is cut short by the end of the time; what came before it says more.
    const isCutShort = tried === NO_ANSWER && leftMs < options.requestTimeoutMs;
    if (!isCutShort) answer = tried;
    const passedMs = clock.now() - startedAt;
    if (tried === '200') {
      await options.confirm();
      return passedMs;
    }
    log.debug(`GET ${options.url.href}: ${answer}`);
    if (options.refusals?.includes(Number(tried)) === true) throw refused(options, tried);
    await options.confirm();
    const pauseMs = pauseAfter(passedMs);
    if (passedMs + pauseMs >= options.startTimeoutMs) throw notReady(options, answer);
    if (passedMs >= sayAtMs) {
      log.info(
        `Waiting for the scoring server (GET ${options.url.href}): ${answer} after ${seconds(passedMs)}, at most ${seconds(options.startTimeoutMs)}.`,
      );
      sayAtMs = passedMs + SAID_AGAIN_MS;
    }
    await clock.sleep(pauseMs, signal);
  }
}

function pauseAfter(passedMs: number): number {
  const share = Math.round(passedMs * PAUSE_SHARE);
  return Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, share));
}

async function tryOnce(
  { url }: ReadinessOptions,
  timeoutMs: number,
  deps: ReadinessDeps,
): Promise<string> {
  try {
    const outcome = await within(timeoutMs, deps, async (signal) => {
      const response = await deps.http.request({ method: 'GET', url, signal });
      await discard(response);
      return String(response.status);
    });
    return outcome.kind === 'late' ? NO_ANSWER : outcome.value;
  } catch (error) {
    deps.signal.throwIfAborted();
    // Refused or reset connections are normal while the container starts.
    if (error instanceof HttpError) return 'no connection yet';
    throw error;
  }
}

function refused({ url }: ReadinessOptions, status: string): SmokeError {
  const text = `GET ${url.href} answers ${status}: the service wants to see who asks. Give the header it looks for with url-headers, such as Authorization=Bearer ….`;
  return new SmokeError('ACCESS_DENIED', text);
}

function notReady({ url, startTimeoutMs }: ReadinessOptions, answer: string): SmokeError {
  const last = /^\d+$/.test(answer) ? `the last answer had status ${answer}` : answer;
  const text = `The scoring server was not ready within ${seconds(startTimeoutMs)} (GET ${url.href}: ${last}). If init() needs longer, raise start-timeout.`;
  return new SmokeError('NOT_READY', text);
}

function seconds(durationMs: number): string {
  return `${Math.round(durationMs / 100) / 10} s`;
}
