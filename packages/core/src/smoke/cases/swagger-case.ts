import * as z from 'zod/mini';
import type { Clock } from '../../clock.ts';
import { HttpError } from '../../http/errors.ts';
import { type Http, readBody } from '../../http/http.ts';
import { jsonCase, type SmokeCase } from './smoke-case.ts';
import { within } from '../deadline.ts';
import { urlBelow } from '../url-below.ts';

const inputs = z.object({ ServiceInput: z.object({ example: z.unknown() }) });
const swagger2Schema = z.object({ definitions: inputs });
const swagger3Schema = z.object({ components: z.object({ schemas: inputs }) });
const MAX_SWAGGER_BYTES = 4 * 1024 * 1024;

export type SwaggerDeps = {
  readonly http: Pick<Http, 'request'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly signal: AbortSignal;
};

/**
 * A case made of the example in the scoring server's /swagger.json, which comes from the entry
 * script's input_schema decorators; undefined when they give none.
 */
export async function swaggerCase(
  target: { readonly server: URL; readonly requestTimeoutMs: number },
  deps: SwaggerDeps,
): Promise<SmokeCase | undefined> {
  // Schemas that only version 3 can express have no version 2, which is the default.
  for (const path of ['/swagger.json', '/swagger.json?version=3']) {
    const text = await get(urlBelow(target.server, path), target.requestTimeoutMs, deps);
    const example = text === undefined ? undefined : exampleIn(text);
    if (example !== undefined) {
      return jsonCase('example of swagger.json', example, { status: 200 });
    }
  }
  return undefined;
}

async function get(url: URL, timeoutMs: number, deps: SwaggerDeps): Promise<string | undefined> {
  try {
    const outcome = await within(timeoutMs, deps, async (signal) => {
      const response = await deps.http.request({ method: 'GET', url, signal });
      const bytes = await readBody(response, MAX_SWAGGER_BYTES, signal);
      return response.status === 200 ? new TextDecoder().decode(bytes) : undefined;
    });
    return outcome.kind === 'late' ? undefined : outcome.value;
  } catch (error) {
    deps.signal.throwIfAborted();
    // Only the example is missed then; whether the container lives is asked elsewhere.
    if (error instanceof HttpError) return undefined;
    throw error;
  }
}

function exampleIn(text: string): unknown {
  let swagger: unknown;
  try {
    swagger = JSON.parse(text);
  } catch {
    // A swagger.json of the user's own may be anything.
    return undefined;
  }
  const second = z.safeParse(swagger2Schema, swagger).data?.definitions;
  const third = z.safeParse(swagger3Schema, swagger).data?.components.schemas;
  const example = (second ?? third)?.ServiceInput.example;
  return isEmptyObject(example) ? undefined : example;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
