import type { ContainerRequest } from '../../engine/engine.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { ScoredCase } from '../cases/run-cases.ts';
import type { Exchange, SmokeRequest } from '../exchange.ts';
import type { Severity } from '../report/report.ts';
import type { Subject } from '../subject.ts';
import type { CheckId } from './ids.ts';
import type { ServiceSchemas } from './service-schemas.ts';

/** What the user said of a check's severity; `off` skips it. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

export type Verdict =
  | { readonly outcome: 'passed' }
  /** `message`: what was found, where, and what to do. */
  | { readonly outcome: 'failed'; readonly message: string }
  /** `message`: why it could not be looked at. */
  | { readonly outcome: 'skipped'; readonly message: string };

/**
 * When a check runs. `beside`: it sends nothing to /score, so it runs beside the others. `service`:
 * its requests may not meet those of another check. `after`: when all requests have been answered.
 * `end`: it ends the container.
 */
export type Stage = 'beside' | 'service' | 'after' | 'end';

/** Something that every model service must do or leave, whatever its cases say. */
export type Check = {
  readonly id: CheckId;
  /** What is so when it passes. */
  readonly title: string;
  readonly severity: Severity;
  readonly stage: Stage;
  /** Why it matters and how it is looked at, for the docs. */
  readonly why: string;
  /** What to do when it fails, for the docs. */
  readonly remedy: string;
  run(context: CheckContext): Promise<Verdict>;
};

/** A request below the service's root. */
export type Asked = Omit<SmokeRequest, 'url' | 'timeoutMs' | 'headers'> & {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The request timeout of the smoke test where it is not given. */
  readonly timeoutMs?: number;
};

export type CheckContext = {
  readonly subject: Subject;
  /** What the smoke test set for its container. */
  readonly given: Partial<Pick<ContainerRequest, 'env' | 'mounts' | 'files'>>;
  /** The cases that were sent, with their answers. */
  readonly scored: readonly ScoredCase[];
  /** A case that passed, for checks that need a good request. */
  readonly good: ScoredCase | undefined;
  /** True when something has failed already, so that the container must stay as it is. */
  readonly hasFailed: boolean;
  readonly ask: (request: Asked) => Promise<Exchange>;
  /** Sends the good case again. */
  readonly askGood: (good: ScoredCase) => Promise<Exchange>;
  /** /swagger.json, asked once; undefined when the service has none that can be read. */
  readonly schemas: () => Promise<ServiceSchemas | undefined>;
  /** The answer to a body that is no JSON, asked once. */
  readonly malformed: () => Promise<Exchange>;
  /** Where two more answers to the good case differ from its first; asked once. */
  readonly variance: (good: ScoredCase) => Promise<readonly string[]>;
  /** The request that got no answer in time: nothing more is sent after it. */
  readonly unanswered: () => string | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'debug' | 'info' | 'warn'>;
  readonly signal: AbortSignal;
};

/** The only verdict without a message. */
export const passed: Verdict = { outcome: 'passed' };

export function failed(message: string): Verdict {
  return { outcome: 'failed', message };
}

export function skipped(message: string): Verdict {
  return { outcome: 'skipped', message };
}
