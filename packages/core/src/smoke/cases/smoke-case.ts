import type { Place } from '../../errors.ts';
import type { HttpBody } from '../../http/http.ts';
import type { Digest } from '../../oci/digest.ts';
import type { Tolerance } from './compare.ts';
import type { Violation } from './matchers.ts';

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
  /** How often it is sent, once without; each answer must be as expected. */
  readonly repeat?: number;
  /** Requests before those that count; what they are answered is not looked at. */
  readonly warmUp?: number;
  /** Cases of lower order are sent first; 0 without it. */
  readonly order?: number;
  /** Where it is written; no part of its digest. */
  readonly place?: Place;
};

/** `200`, or a class of them: `2xx`. */
export type StatusRange = number | `${1 | 2 | 3 | 4 | 5}xx`;

export type Expectation = {
  readonly status: StatusRange | readonly StatusRange[];
  readonly headers?: readonly HeaderExpectation[];
  readonly json?: ExpectedJson;
  /** Its keys must be there with their values; others may be. */
  readonly jsonSubset?: ExpectedJson;
  readonly jsonSchema?: ExpectedSchema;
  readonly jsonPath?: readonly ExpectedPath[];
  /** The whole body. */
  readonly text?: string;
  /** A part of the body. */
  readonly contains?: string;
  /** Regular expressions (JavaScript's, flag u), each found somewhere in the body. */
  readonly matches?: readonly string[];
  readonly bytes?: ExpectedBytes;
  readonly maxLatencyMs?: number;
};

/** Name in lower case; its value, or a regular expression that is found in it. */
export type HeaderExpectation = { readonly name: string } & (
  { readonly value: string } | { readonly matches: string }
);

export type ExpectedJson = { readonly value: unknown; readonly tolerance: Tolerance };

export type ExpectedSchema = {
  readonly schema: unknown;
  readonly look: (value: unknown) => readonly Violation[];
};

/** What the values that a JSONPath selects must be; each of them, and one at least. */
export type ExpectedPath = {
  readonly path: string;
  readonly look: (value: unknown) => readonly unknown[];
  readonly tolerance: Tolerance;
  readonly exists?: boolean;
  /** How many values it selects. */
  readonly count?: number;
  readonly equals?: { readonly value: unknown };
  /** A part of a text, or an entry of a list. */
  readonly contains?: { readonly value: unknown };
  /** Characters of a text, entries of a list or of an object. */
  readonly length?: number;
  readonly min?: number;
  readonly max?: number;
  readonly matches?: string;
};

/** `from`: where the digest was taken from, for messages. */
export type ExpectedBytes = { readonly digest: Digest; readonly from: string };

/** A request that is posted to `/score` as JSON. */
export function jsonCase(name: string, request: unknown, expect: Expectation): SmokeCase {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(request);
  return { name, method: 'POST', path: '/score', headers, body, expect };
}
