import type { Log } from '../../log.ts';
import type { CasesFrom } from '../report/report.ts';
import type { Subject } from '../subject.ts';
import type { ExchangeDeps } from '../exchange.ts';
import { defaultTolerance } from './compare.ts';
import { type ModelSample, modelSamples } from './model-samples.ts';
import { jsonCase, type SmokeCase } from './smoke-case.ts';
import { swaggerCase } from './swagger-case.ts';

export type ChosenCases = {
  readonly cases: readonly SmokeCase[];
  readonly from: CasesFrom;
  /** What these cases do not show, a sentence each. */
  readonly notTested: readonly string[];
};

type Say = Pick<Log, 'info' | 'warn'>;

const VALUES = 'The values of the answers: no cases were given.';

/**
 * The cases that were given; else one of the model's sample input, of the example in /swagger.json,
 * or of the example that MLflow saved: the first of them that is there.
 */
export async function chooseCases(
  given: readonly SmokeCase[],
  { subject, requestTimeoutMs }: { readonly subject: Subject; readonly requestTimeoutMs: number },
  deps: ExchangeDeps & { readonly log: Say },
): Promise<ChosenCases> {
  const { log, signal } = deps;
  if (given.length > 0) return { cases: given, from: 'given', notTested: [] };
  const { model, mlflow } = await modelSamples(subject, signal);
  if (model !== undefined) return ofModel(model, log);
  const found = await swaggerCase({ server: subject.url, requestTimeoutMs }, deps);
  if (found !== undefined) {
    const what = 'the example of /swagger.json is sent, and only its status must be 200';
    log.info(`No cases were given: ${what}.`);
    return { cases: [found], from: 'swagger', notTested: [VALUES] };
  }
  if (mlflow !== undefined) return ofMlflow(mlflow, log);
  log.warn(
    'Nothing was scored: no cases were given, the model has no sample_input.json and no MLflow input example, and /swagger.json holds no example. Give cases, or decorate run() with input_schema.',
  );
  const notTested = ['No request was sent to /score: there were no cases.'];
  return { cases: [], from: 'none', notTested };
}

function ofModel({ path, request, answer }: ModelSample, log: Say): ChosenCases {
  const name = 'sample input of the model';
  if (answer === undefined) {
    log.info(`No cases were given: ${path} is sent, and only its status must be 200.`);
    return {
      cases: [jsonCase(name, request, { status: 200 })],
      from: 'model',
      notTested: [VALUES],
    };
  }
  log.info(`No cases were given: ${path} is sent, and sample_output.json beside it is expected.`);
  const json = { value: answer.value, tolerance: defaultTolerance };
  const one = jsonCase(name, request, { status: 200, json });
  return { cases: [one], from: 'model', notTested: [] };
}

function ofMlflow({ path, request }: ModelSample, log: Say): ChosenCases {
  log.info(
    `No cases were given: ${path} is sent, as MLflow's server takes it, and only its status must be 200. Give cases if run() takes another shape.`,
  );
  const one = jsonCase('input example of MLflow', request, { status: 200 });
  return { cases: [one], from: 'mlflow', notTested: [VALUES] };
}
