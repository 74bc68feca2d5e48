import * as z from 'zod/mini';
import type { Subject } from '../subject.ts';
import { parseAnswer } from './compare.ts';
import { findSamplesScript } from './find-samples-script.ts';

/** A request that stands among the files of a model. */
export type ModelSample = {
  /** In the container. */
  readonly path: string;
  readonly request: unknown;
  /** The answer that stands beside it. */
  readonly answer?: { readonly value: unknown };
};

export type ModelSamples = {
  /** `sample_input.json`, of the first model that has one. */
  readonly model?: ModelSample;
  /** The input example that MLflow saved with a model, as its server takes it. */
  readonly mlflow?: ModelSample;
};

const found = z.object({ path: z.string(), text: z.string(), answer: z.optional(z.string()) });
const schema = z.object({ model: z.optional(found), mlflow: z.optional(found) });

/**
 * Looks for sample requests among the models of a running container, with the Python that is in it.
 * None for a service that runs elsewhere, and where there is no Python.
 */
export async function modelSamples(
  { container }: Pick<Subject, 'container'>,
  signal: AbortSignal,
): Promise<ModelSamples> {
  if (container === undefined) return {};
  const { engine, running } = container;
  for (const python of ['python', 'python3']) {
    const command = [python, '-c', findSamplesScript, 'sample-input'];
    const { exitCode, stdout } = await engine.exec(running.id, command, signal);
    if (exitCode === 0) return samplesIn(stdout);
  }
  return {};
}

function samplesIn(stdout: string): ModelSamples {
  const parsed = z.safeParse(schema, parseAnswer(stdout)?.value);
  if (!parsed.success) return {};
  const model = parsed.data.model && sampleOf(parsed.data.model);
  const mlflow = parsed.data.mlflow && sampleOf(parsed.data.mlflow);
  return {
    ...(model !== undefined && { model }),
    ...(mlflow !== undefined && { mlflow: { ...mlflow, request: served(mlflow.request) } }),
  };
}

function sampleOf({ path, text, answer }: z.infer<typeof found>): ModelSample | undefined {
  const request = parseAnswer(text);
  if (request === undefined) return undefined;
  const expected = answer === undefined ? undefined : parseAnswer(answer);
  return {
    path,
    request: request.value,
    ...(expected !== undefined && { answer: { value: expected.value } }),
  };
}

/** An example as MLflow's server takes it: a table gets the key that says how it is written. */
function served(example: unknown): unknown {
  if (Array.isArray(example)) return { inputs: example };
  if (typeof example !== 'object' || example === null) return { inputs: [example] };
  return 'columns' in example && 'data' in example ? { dataframe_split: example } : example;
}
