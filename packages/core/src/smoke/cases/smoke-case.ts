import type { HttpBody } from '../../http/http.ts';
import type { Tolerance } from './compare.ts';

/** One request and the answer it must get. */
export type SmokeCase = {
  readonly name: string;
  readonly method: string;
  /** Below the service's root, query included: `/score`. */
  readonly path: string;
  /** Names in lower case; `content-type` is left out of requests without a body. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined sends no body. */
  readonly body: HttpBody | undefined;
  readonly expect: Expectation;
};

export type Expectation = {
  readonly status: number;
  readonly json?: { readonly value: unknown; readonly tolerance: Tolerance };
  /** The whole body. */
  readonly text?: string;
  /** A part of the body. */
  readonly contains?: string;
  readonly maxLatencyMs?: number;
};

/** A request that is posted to `/score` as JSON. */
export function jsonCase(name: string, request: unknown, expect: Expectation): SmokeCase {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(request);
  return { name, method: 'POST', path: '/score', headers, body, expect };
}
