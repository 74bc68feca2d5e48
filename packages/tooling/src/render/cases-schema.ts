import { caseSchema, requestSchema } from '@package-model/core/smoke/cases/case-keys';
import * as z from 'zod/mini';

type Schema = { readonly [key: string]: unknown };

const about: Readonly<Record<string, string>> = {
  name: 'In messages and reports.',
  request: 'The JSON payload, or a request that is written out with method, path or headers.',
  expect: 'What the answer must be; status 200 without it.',
  repeat: 'How often it is sent; each answer must be as expected.',
  'warm-up': 'Requests before those that count.',
  order: 'Cases of lower order are sent first; 0 without it.',
};

/** The JSON schema of cases files, from the schemas that read them. */
export function renderCasesSchema(): string {
  const oneCase = closed(z.toJSONSchema(caseSchema, { io: 'input' }));
  const request = closed(z.toJSONSchema(requestSchema, { io: 'input' }));
  const list = { type: 'array', minItems: 1, items: { $ref: '#/$defs/case' } };
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'cases of a smoke test',
    description:
      'Requests with the answers they must get: a list of cases, a list under the key cases, or one case. Relative paths start from the folder of this file.',
    anyOf: [
      list,
      {
        type: 'object',
        additionalProperties: false,
        required: ['cases'],
        properties: { cases: list },
      },
      { $ref: '#/$defs/case' },
    ],
    $defs: { case: described(oneCase), request },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function described(schema: Schema): Schema {
  const { properties } = schema;
  if (!isSchema(properties)) return schema;
  const told = Object.entries(properties).map(([key, value]) => {
    const description = about[key] === undefined ? {} : { description: about[key] };
    const own = key === 'request' ? { anyOf: [{ $ref: '#/$defs/request' }, true] } : value;
    return [key, isSchema(own) ? { ...description, ...own } : own] as const;
  });
  return { ...schema, properties: Object.fromEntries(told) };
}

/** Objects with keys of ours have no others; `$schema` stands in the whole alone. */
function closed(schema: Schema): Schema {
  const entries = Object.entries(schema).flatMap(([key, value]) => {
    if (key === '$schema') return [];
    if (Array.isArray(value)) {
      return [[key, value.map((one: unknown) => (isSchema(one) ? closed(one) : one))] as const];
    }
    return [[key, isSchema(value) ? closed(value) : value] as const];
  });
  const isOurs = schema['type'] === 'object' && isSchema(schema['properties']);
  return {
    ...Object.fromEntries(entries),
    ...(isOurs && { additionalProperties: false }),
  };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
