import type { Clock } from '../../clock.ts';
import type { Http } from '../../http/http.ts';
import type { ScoredCase } from '../cases/run-cases.ts';
import { score } from '../cases/score.ts';
import { exchange, type Exchange } from '../exchange.ts';
import { urlBelow } from '../url-below.ts';
import type { Asked, CheckContext } from './check.ts';
import { differencesOf } from './differences.ts';
import { readServiceSchemas, type ServiceSchemas } from './service-schemas.ts';

type Parts = Pick<CheckContext, 'subject' | 'given' | 'scored' | 'hasFailed' | 'log' | 'signal'> & {
  readonly http: Pick<Http, 'request'>;
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
};

const MAX_SWAGGER_BYTES = 4 * 1024 * 1024;
/** JSON that breaks off, which no service can take for a request. */
const BROKEN_JSON = '{"data": [1, 2';

/** What checks look at and ask with; answers that several need are asked for once. */
export function checkContext(parts: Parts): CheckContext {
  const { subject, requestTimeoutMs } = parts;
  let silent: string | undefined;
  const noted = (what: string, sent: Exchange): Exchange => {
    if (sent.kind === 'late') silent ??= what;
    return sent;
  };
  const ask = async ({ path, headers = {}, timeoutMs, ...rest }: Asked): Promise<Exchange> => {
    const url = urlBelow(subject.url, path);
    const limited = { ...rest, url, headers, timeoutMs: timeoutMs ?? requestTimeoutMs };
    return noted(`${rest.method} ${path}`, await exchange(limited, parts));
  };
  const askGood = async ({ smokeCase }: ScoredCase): Promise<Exchange> => {
    const once = { ...smokeCase, repeat: 1, warmUp: 0 };
    const sent = await score(once, { root: subject.url, requestTimeoutMs }, parts);
    return noted(`${smokeCase.name}, sent again`, exchangeOf(sent));
  };
  const varianceOf = async (good: ScoredCase): Promise<readonly string[]> => {
    const again = [await askGood(good), await askGood(good)];
    return again.flatMap((sent) => differencesOf(good, sent)).slice(0, 3);
  };
  let schemas: Promise<ServiceSchemas | undefined> | undefined;
  let malformed: Promise<Exchange> | undefined;
  let variance: Promise<readonly string[]> | undefined;
  return {
    ...parts,
    good: goodCase(parts.scored),
    ask,
    askGood,
    schemas: () => (schemas ??= askSchemas(ask)),
    malformed: () => (malformed ??= ask(brokenRequest(goodCase(parts.scored)))),
    variance: (good) => (variance ??= varianceOf(good)),
    unanswered: () => silent,
  };
}

/** A case that passed, best one that scores: those that must be refused show little. */
function goodCase(scored: readonly ScoredCase[]): ScoredCase | undefined {
  const good = scored.filter(({ report, answer }) => report.passed && isGood(answer?.status));
  return good.find(({ smokeCase }) => smokeCase.method === 'POST') ?? good[0];
}

function isGood(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

function exchangeOf(sent: Awaited<ReturnType<typeof score>>): Exchange {
  const { kind, answer, report } = sent;
  if (answer !== undefined) return { kind: 'answered', answer };
  return kind === 'late' ? { kind } : { kind: 'broken', message: report.faults.join('; ') };
}

function brokenRequest(good: ScoredCase | undefined): Asked {
  const posted = good?.smokeCase.method === 'POST' ? good.smokeCase.path : '/score';
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', path: posted, headers, body: BROKEN_JSON };
}

async function askSchemas(ask: CheckContext['ask']): Promise<ServiceSchemas | undefined> {
  // Schemas that only version 3 can express have no version 2, which is the default.
  for (const path of ['/swagger.json', '/swagger.json?version=3']) {
    const sent = await ask({ method: 'GET', path });
    if (sent.kind !== 'answered') return undefined;
    const { status, body, sizeBytes } = sent.answer;
    if (status === 200 && sizeBytes <= MAX_SWAGGER_BYTES) {
      return readServiceSchemas(new TextDecoder().decode(body));
    }
  }
  return undefined;
}
