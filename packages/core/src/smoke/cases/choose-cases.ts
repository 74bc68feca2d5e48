import type { Log } from '../../log.ts';
import type { CasesFrom } from '../report/report.ts';
import type { Subject } from '../subject.ts';
import type { ExchangeDeps } from '../exchange.ts';
import type { SmokeCase } from './smoke-case.ts';
import { swaggerCase } from './swagger-case.ts';

export type ChosenCases = {
  readonly cases: readonly SmokeCase[];
  readonly from: CasesFrom;
  /** What these cases do not show, a sentence each. */
  readonly notTested: readonly string[];
};

/** The cases that were given, or else one made of what the service says of itself. */
export async function chooseCases(
  given: readonly SmokeCase[],
  { subject, requestTimeoutMs }: { readonly subject: Subject; readonly requestTimeoutMs: number },
  deps: ExchangeDeps & { readonly log: Pick<Log, 'info' | 'warn'> },
): Promise<ChosenCases> {
  if (given.length > 0) return { cases: given, from: 'given', notTested: [] };
  const found = await swaggerCase({ server: subject.url, requestTimeoutMs }, deps);
  if (found === undefined) {
    deps.log.warn(
      'Nothing was scored: no cases were given, and /swagger.json holds no example. Give cases, or decorate run() with input_schema.',
    );
    const notTested = ['No request was sent to /score: there were no cases.'];
    return { cases: [], from: 'none', notTested };
  }
  deps.log.info(
    'No cases were given: the example of /swagger.json is sent, and only its status must be 200.',
  );
  const notTested = ['The values of the answers: no cases were given.'];
  return { cases: [found], from: 'swagger', notTested };
}
