import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';

/** Models with the numbers of their versions. */
export type Models = Readonly<Record<string, number>>;

/** A page holds no more than this, so that lists have several. */
const PAGE = 2;

type Server = { readonly url: string; readonly stop: () => Promise<void> };

/**
 * Answers the searches of MLflow's model registry in the shapes of its REST API 2.0; `token` is what
 * callers must send. What the API does not know is refused as the server refuses it.
 */
export async function startMlflow(models: Models, token: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { status, body } = answer(request, models, token);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

function answer(request: IncomingMessage, models: Models, token: string) {
  if (request.headers.authorization !== `Bearer ${token}`) {
    return refusal(401, 'UNAUTHENTICATED', 'The request carries no valid token.');
  }
  const url = new URL(request.url ?? '/', 'http://mlflow');
  const search = url.searchParams;
  switch (url.pathname) {
    case '/api/2.0/mlflow/registered-models/search': {
      const all = Object.keys(models).map((name) => ({ name, creation_timestamp: 1, tags: [] }));
      return page('registered_models', all, search);
    }
    case '/api/2.0/mlflow/model-versions/search': {
      const name = /^name='(.*)'$/.exec(search.get('filter') ?? '')?.[1];
      if (name === undefined) return refusal(400, 'INVALID_PARAMETER_VALUE', 'Invalid filter');
      const count = models[name] ?? 0;
      const numbers = Array.from({ length: count }, (_, index) => index + 1);
      const order =
        search.get('order_by') === 'version_number DESC' ? numbers.toReversed() : numbers;
      const all = order.map((version) => ({
        name,
        version: String(version),
        current_stage: 'None',
        status: 'READY',
      }));
      return page('model_versions', all, search);
    }
    default:
      return refusal(404, 'ENDPOINT_NOT_FOUND', `No API found for '${url.pathname}'`);
  }
}

/** An empty list is left out of the answer, as protobuf's JSON has it. */
function page(key: string, all: readonly object[], search: URLSearchParams) {
  const start = Number(search.get('page_token') || 0);
  const end = start + Math.min(PAGE, Number(search.get('max_results') ?? PAGE));
  const items = all.slice(start, end);
  const body = {
    ...(items.length > 0 && { [key]: items }),
    ...(end < all.length && { next_page_token: String(end) }),
  };
  return { status: 200, body };
}

function refusal(status: number, code: string, message: string) {
  return { status, body: { error_code: code, message } };
}
