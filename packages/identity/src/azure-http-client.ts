import { createHttpHeaders, RestError } from '@azure/core-rest-pipeline';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { messageOf } from '@package-model/core/errors';
import { readBody } from '@package-model/core/http/http';
import type { Http } from '@package-model/core/http/http';

const LIMIT_BYTES = 1024 * 1024;
const TIMEOUT_MS = 30_000;

/** The Azure SDK's requests go through the run's own client, which knows the certificates. */
export function azureHttpClient(http: Http): HttpClient {
  return {
    async sendRequest(request) {
      const signal = signalOf(request);
      try {
        const response = await http.request({
          method: request.method,
          url: new URL(request.url),
          headers: request.headers.toJSON(),
          ...(typeof request.body === 'string' && { body: request.body }),
          signal,
        });
        const body = await readBody(response, LIMIT_BYTES, signal);
        return {
          request,
          status: response.status,
          headers: createHttpHeaders(Object.fromEntries(response.headers)),
          bodyAsText: new TextDecoder().decode(body),
        } satisfies PipelineResponse;
      } catch (cause) {
        const { REQUEST_SEND_ERROR: code } = RestError;
        throw new RestError(messageOf(cause), { code, request });
      }
    },
  };
}

/** The SDK's signal is of its own making. */
function signalOf({ abortSignal, timeout }: PipelineRequest): AbortSignal {
  const limit = AbortSignal.timeout(timeout === 0 ? TIMEOUT_MS : timeout);
  if (abortSignal === undefined) return limit;
  const controller = new AbortController();
  const abort = (): void => controller.abort(new Error('the request was cancelled'));
  if (abortSignal.aborted) abort();
  else abortSignal.addEventListener('abort', abort);
  return AbortSignal.any([controller.signal, limit]);
}
