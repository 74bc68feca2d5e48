import { exchange } from '../exchange.ts';
import type { Answer, Exchange, ExchangeDeps } from '../exchange.ts';
import { median } from '../median.ts';
import type { CaseReport } from '../report/report.ts';
import { describeAnswer, describeRequest } from './describe.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judgement.ts';
import type { SmokeCase } from './smoke-case.ts';
import { urlBelow } from '../url-below.ts';

export type ScoredCase = {
  readonly smokeCase: SmokeCase;
  readonly report: CaseReport;
  /** The first one, or the first that was wrong; at most 1 MiB of its body. Undefined without. */
  readonly answer: Answer | undefined;
};

export type ScoreTarget = { readonly root: URL; readonly requestTimeoutMs: number };

type Found = ScoredCase & { readonly kind: Exchange['kind'] };
type Judged = Judgement & { readonly answer: Answer; readonly turn: number };

/** Many answers are held at once, until the last check has been made. */
const MAX_HELD_BYTES = 1024 * 1024;

/** Sends one case as often as it says and holds the answers against what is expected. */
export async function score(
  smokeCase: SmokeCase,
  target: ScoreTarget,
  deps: ExchangeDeps,
): Promise<Found> {
  const { repeat = 1, warmUp = 0 } = smokeCase;
  for (let turn = 0; turn < warmUp; turn += 1) {
    const sent = await send(smokeCase, target, deps);
    if (sent.kind !== 'answered') return lost(smokeCase, sent, { target, latenciesMs: [] });
  }
  const latenciesMs: number[] = [];
  let shown: Judged | undefined;
  let wrong = 0;
  for (let turn = 1; turn <= repeat; turn += 1) {
    const sent = await send(smokeCase, target, deps);
    if (sent.kind !== 'answered') return lost(smokeCase, sent, { target, latenciesMs });
    latenciesMs.push(sent.answer.latencyMs);
    const judgement = judge(smokeCase, sent.answer);
    const isWrong = judgement.faults.length > 0;
    if (shown === undefined || (isWrong && wrong === 0)) {
      const { faults, notes } = judgement;
      shown = { faults, notes, answer: held(sent.answer), turn };
    }
    if (isWrong) wrong += 1;
  }
  if (shown === undefined) throw new Error(`${smokeCase.name} was never sent`);
  const { answer, notes } = shown;
  const report: CaseReport = {
    name: smokeCase.name,
    passed: wrong === 0,
    status: answer.status,
    latencyMs: median(latenciesMs),
    faults: repeat === 1 ? shown.faults : faultsOfMany(shown, { repeat, wrong }),
    notes,
    latenciesMs,
    request: describeRequest(smokeCase),
    answer: describeAnswer(answer),
  };
  return { smokeCase, kind: 'answered', report, answer };
}

function send(smokeCase: SmokeCase, target: ScoreTarget, deps: ExchangeDeps): Promise<Exchange> {
  const { method, path, headers, body } = smokeCase;
  return exchange(
    {
      method,
      url: urlBelow(target.root, path),
      headers: body === undefined ? withoutType(headers) : headers,
      ...(body !== undefined && { body }),
      timeoutMs: target.requestTimeoutMs,
    },
    deps,
  );
}

function withoutType(headers: SmokeCase['headers']): SmokeCase['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'content-type'));
}

function lost(
  smokeCase: SmokeCase,
  sent: Exclude<Exchange, { kind: 'answered' }>,
  {
    target,
    latenciesMs,
  }: { readonly target: ScoreTarget; readonly latenciesMs: readonly number[] },
): Found {
  const { kind } = sent;
  const limit = `${target.requestTimeoutMs / 1000} s`;
  const late =
    kind === 'late' && sent.received !== undefined
      ? `the answer (status ${sent.received.status}) had no end within ${limit}, ${sent.received.sizeBytes} bytes of it came; end it, or raise request-timeout`
      : `no answer within ${limit}; if run() needs longer, raise request-timeout`;
  const report = unanswered(smokeCase, kind === 'broken' ? sent.message : late);
  return { smokeCase, kind, report: { ...report, latenciesMs }, answer: undefined };
}

function faultsOfMany(
  { faults, turn }: Judged,
  { repeat, wrong }: { readonly repeat: number; readonly wrong: number },
): readonly string[] {
  const first = faults.map((fault) => `request ${turn} of ${repeat}: ${fault}`);
  return wrong > 1 ? [...first, `and ${wrong - 1} more of its requests`] : first;
}

function held(answer: Answer): Answer {
  if (answer.body.byteLength <= MAX_HELD_BYTES) return answer;
  return { ...answer, body: answer.body.slice(0, MAX_HELD_BYTES) };
}

/** The report of a case that got no answer. */
export function unanswered(smokeCase: SmokeCase, fault: string): CaseReport {
  return {
    name: smokeCase.name,
    passed: false,
    status: null,
    latencyMs: null,
    faults: [fault],
    notes: [],
    latenciesMs: [],
    request: describeRequest(smokeCase),
    answer: null,
  };
}
