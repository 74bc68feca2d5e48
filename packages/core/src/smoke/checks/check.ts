import type { Clock } from '../../clock.ts';
import type { Http } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import type { SmokeCase } from '../cases/smoke-case.ts';
import type { ScoredCase } from '../cases/run-cases.ts';
import type { Severity } from '../report/report.ts';
import type { Subject } from '../subject.ts';

/** What the user said of a check's severity; `off` skips it. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

export type Verdict =
  | { readonly outcome: 'passed' }
  /** `message`: what was found, where, and what to do. */
  | { readonly outcome: 'failed'; readonly message: string }
  /** `message`: why it could not be looked at. */
  | { readonly outcome: 'skipped'; readonly message: string };

/**
 * Something that every model service must do or leave, whatever its cases say. `why` stands in the
 * docs.
 */
export type Check = {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  run(context: CheckContext): Promise<Verdict>;
};

export type CheckContext = {
  readonly subject: Subject;
  readonly requestTimeoutMs: number;
  /** The cases that were sent, with their answers. */
  readonly scored: readonly ScoredCase[];
  /** A case that passed, for checks that need a good request. */
  readonly good: SmokeCase | undefined;
  readonly http: Pick<Http, 'request'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'debug' | 'info' | 'warn'>;
  readonly signal: AbortSignal;
};
