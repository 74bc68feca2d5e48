import { join, relative } from 'node:path';
import type { Http } from '@package-model/core/http/http';
import { openLineFile } from '@package-model/core/smoke/batch/append-file';
import type { BatchStore } from '@package-model/core/smoke/batch/item';
import { scoreBatch } from '@package-model/core/smoke/batch/score-batch';
import type { BatchResult } from '@package-model/core/smoke/batch/score-batch';
import type { BatchService } from '@package-model/core/smoke/batch/service';
import { urlService } from '@package-model/core/smoke/batch/service';
import { openStores } from '../open-stores.ts';
import type { Stores } from '../open-stores.ts';
import { StepFailed } from '../step-failed.ts';
import type { Outputs, StepContext } from '../step.ts';
import { withImage } from './image-service.ts';
import { prepareInputs } from './inputs-to-send.ts';
import type { ScoreValues } from './inputs.ts';

const WORKERS = 4;

type Deps = { readonly stores: Stores; readonly context: StepContext };
type Batch = {
  readonly http: Http;
  readonly store: BatchStore;
  readonly service: BatchService;
  readonly workers: number;
  readonly outputFolder: string;
};

/** Sends every input that has no answer yet. An input that failed makes the step `StepFailed`. */
export async function runScore(values: ScoreValues, context: StepContext): Promise<Outputs> {
  const prepared = await prepareInputs(values, context);
  const { outputFolder } = prepared;
  using stores = await openStores(values['ca-certificates'], context);
  const deps = { stores, context };
  const { image, url } = values;
  if (image !== undefined) {
    return withImage({ ...values, image }, deps, async ({ digest, service, workers }) => {
      const store = await prepared.claim(digest);
      const { engineHttp: http } = stores;
      return score(
        { http, store, service, workers: workers ?? WORKERS, outputFolder },
        values,
        deps,
      );
    });
  }
  if (url === undefined) throw new Error('neither image nor url: the check has let this pass');
  const { clock, log, signal } = context;
  const limits = {
    startTimeoutMs: values['start-timeout'] * 1000,
    requestTimeoutMs: values['request-timeout'] * 1000,
  };
  const service = urlService(url, limits, { http: stores.http, clock, log, signal });
  const store = await prepared.claim(url.href);
  return score(
    { http: stores.http, store, service, workers: values.workers ?? WORKERS, outputFolder },
    values,
    deps,
  );
}

async function score(batch: Batch, values: ScoreValues, deps: Deps): Promise<Outputs> {
  const { context } = deps;
  const { clock, log, signal } = context;
  const failures = await openLineFile(join(batch.outputFolder, 'failed.jsonl'), 'anew');
  try {
    const request = {
      ...batch,
      failures,
      requestTimeoutMs: values['request-timeout'] * 1000,
      maxFailures: values['max-failures'],
      maxRestarts: values['max-restarts'],
    };
    const result = await scoreBatch(request, { http: batch.http, clock, log, signal });
    return conclude(result, batch.outputFolder, { values, context });
  } finally {
    await failures.close();
  }
}

function conclude(
  result: BatchResult,
  outputFolder: string,
  { values, context }: { readonly values: ScoreValues; readonly context: StepContext },
): Outputs {
  const { totalItems, answered, passedOver, failed, isComplete } = result;
  const shown = relative(context.settings.workingDirectory, outputFolder) || '.';
  const outputs = {
    'answers-path': join(shown, 'answers'),
    'failed-path': join(shown, 'failed.jsonl'),
    answered: String(passedOver + answered),
    failed: String(failed),
  };
  const earlier = passedOver === 0 ? '' : `, ${passedOver} of them in an earlier run`;
  context.log.info(`${passedOver + answered} of ${totalItems} inputs have an answer${earlier}.`);
  if (!isComplete) {
    const limit = values['max-failures'] ?? 0;
    const message = `${failed} inputs failed, which is more than ${limit}: the batch was ended early; see ${outputs['failed-path']}. Run again to go on.`;
    throw new StepFailed(message, outputs);
  }
  if (failed === 0) return outputs;
  const what = failed === 1 ? '1 input' : `${failed} inputs`;
  const message = `${what} of ${totalItems} failed; see ${outputs['failed-path']}. Run again to send only those without an answer.`;
  throw new StepFailed(message, outputs);
}
