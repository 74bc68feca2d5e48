import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));
const positive = z.number().check(z.positive());
const count = z.int().check(z.nonnegative());
const status = z.union([
  z.int().check(z.minimum(100), z.maximum(599)),
  z.enum(['1xx', '2xx', '3xx', '4xx', '5xx']),
]);
const tolerance = z.number().check(z.nonnegative());

/** What `jsonpath` may say of what its path selects. */
export const pathKeys = {
  path: text,
  exists: z.optional(z.boolean()),
  count: z.optional(count),
  equals: z.optional(z.unknown()),
  contains: z.optional(z.unknown()),
  length: z.optional(count),
  min: z.optional(z.number()),
  max: z.optional(z.number()),
  matches: z.optional(text),
};
const path = z.object(pathKeys);

/** What an answer may be expected to be. */
export const expectKeys = {
  status: z.optional(z.union([status, z.array(status).check(z.minLength(1))])),
  headers: z.optional(
    z.record(z.string(), z.union([z.string(), z.number(), z.object({ matches: text })])),
  ),
  json: z.optional(z.unknown()),
  'json-subset': z.optional(z.unknown()),
  'json-schema': z.optional(z.unknown()),
  jsonpath: z.optional(z.union([path, z.array(path).check(z.minLength(1))])),
  text: z.optional(z.string()),
  contains: z.optional(text),
  matches: z.optional(z.union([text, z.array(text).check(z.minLength(1))])),
  'bytes-file': z.optional(text),
  sha256: z.optional(z.string().check(z.regex(/^(sha256:)?[0-9a-f]{64}$/))),
  tolerance: z.optional(
    z.union([
      tolerance,
      z.object({ relative: z.optional(tolerance), absolute: z.optional(tolerance) }),
    ]),
  ),
  'max-latency-ms': z.optional(positive),
};

const method = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']);
const formFile = z.object({
  file: text,
  filename: z.optional(text),
  'content-type': z.optional(text),
});

/** The forms of a request's body, of which there is one at most. */
export const bodyKeys = {
  json: z.optional(z.unknown()),
  text: z.optional(z.string()),
  file: z.optional(text),
  base64: z.optional(
    z.string().check(z.regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/)),
  ),
  multipart: z.optional(
    z.object({
      fields: z.optional(z.record(text, z.union([z.string(), z.number(), z.boolean()]))),
      files: z.optional(z.record(text, z.union([text, formFile]))),
    }),
  ),
};

/** A request that is written out, instead of its JSON payload alone. */
export const requestKeys = {
  method: z.optional(method),
  path: z.optional(z.string().check(z.regex(/^\/(?![/\\])[!-~]*$/))),
  headers: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))),
  ...bodyKeys,
};

export const caseKeys = {
  name: z.optional(text),
  request: z.optional(z.unknown()),
  body: z.optional(z.string()),
  'body-file': z.optional(text),
  'content-type': z.optional(z.string().check(z.regex(/^[\w.+-]+\/[\w.+-]+(;[ -~]*)?$/))),
  method: z.optional(method),
  expect: z.optional(z.object(expectKeys)),
  repeat: z.optional(z.int().check(z.minimum(1), z.maximum(10_000))),
  'warm-up': z.optional(z.int().check(z.minimum(0), z.maximum(10_000))),
  order: z.optional(z.number()),
};

export const caseSchema = z.object(caseKeys);
export const requestSchema = z.object(requestKeys);
export type CaseEntry = z.infer<typeof caseSchema>;
export type RequestEntry = z.infer<typeof requestSchema>;
export type ExpectEntry = NonNullable<CaseEntry['expect']>;
export type PathEntry = z.infer<typeof path>;
