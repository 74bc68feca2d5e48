import type { Log } from '../log.ts';
import { score } from './cases/score.ts';
import type { SmokeCase } from './cases/smoke-case.ts';
import type { ExchangeDeps } from './exchange.ts';
import type { Subject } from './subject.ts';

export type LoadDeps = ExchangeDeps & { readonly log: Pick<Log, 'debug'> };

/** How long the cases are sent again: what ends first. */
export type LoadLimits = { readonly rounds: number; readonly timeMs: number };

export type Load = {
  /** Of the requests that were answered, by case. */
  readonly latenciesMs: ReadonlyMap<string, readonly number[]>;
  readonly requests: number;
  /** How many of them were not answered as their case expects. */
  readonly failed: number;
  /** What was wrong with answers, a line each. */
  readonly faults: readonly string[];
};

/**
 * Sends the cases one after another, round by round; every round is whole. Ends early when a
 * request gets no answer. What `subject.confirm` raises, when the service is gone.
 */
export async function sendLoad(
  cases: readonly SmokeCase[],
  {
    subject,
    requestTimeoutMs,
    limits,
  }: {
    readonly subject: Subject;
    readonly requestTimeoutMs: number;
    readonly limits: LoadLimits;
  },
  deps: LoadDeps,
): Promise<Load> {
  const latenciesMs = new Map<string, number[]>(cases.map(({ name }) => [name, []]));
  const faults: string[] = [];
  const endsAt = deps.clock.now() + limits.timeMs;
  let requests = 0;
  let failed = 0;
  let isAnswering = cases.length > 0;
  for (let round = 0; isAnswering && round < limits.rounds; round += 1) {
    if (round > 0 && deps.clock.now() >= endsAt) break;
    for (const one of cases) {
      const once = { ...one, repeat: 1, warmUp: 0 };
      const { kind, report } = await score(once, { root: subject.url, requestTimeoutMs }, deps);
      requests += 1;
      if (!report.passed) failed += 1;
      faults.push(...report.faults.map((fault) => `${one.name}: ${fault}`));
      latenciesMs.get(one.name)?.push(...report.latenciesMs);
      isAnswering = kind === 'answered';
      if (!isAnswering) break;
    }
  }
  await subject.confirm();
  return { latenciesMs, requests, failed, faults };
}
