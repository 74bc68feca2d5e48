import { describe, expect, it } from 'vitest';
import { compilePath } from '../../../packages/matchers/src/json-path.ts';
import { compileSchema } from '../../../packages/matchers/src/json-schema.ts';

function violations(schema: unknown, value: unknown): string[] {
  const compiled = compileSchema(schema);
  if (compiled.kind === 'faulty') throw new Error(compiled.message);
  return compiled.look(value).map(({ pointer, message }) => `${pointer}: ${message}`);
}

function selected(expression: string, value: unknown): readonly unknown[] {
  const compiled = compilePath(expression);
  if (compiled.kind === 'faulty') throw new Error(compiled.message);
  return compiled.look(value);
}

describe('a JSON Schema', () => {
  it('names each place that breaks it, and not the lists around it', () => {
    const schema = { type: 'array', minItems: 3, items: { type: 'number', minimum: 0 } };
    expect(violations(schema, [1, 'two'])).toEqual([
      ': Array has too few items (2 < 3).',
      '/1: Instance type "string" is invalid. Expected "number".',
    ]);
    expect(violations(schema, [1, 2, 3])).toEqual([]);
  });

  it('is read in the draft that it names', () => {
    const $schema = 'http://json-schema.org/draft-04/schema#';
    expect(violations({ $schema, minimum: 1, exclusiveMinimum: true }, 1)).toHaveLength(1);
  });

  it.each([
    ['no schema at all', 5, 'it must be an object'],
    ['a wrong type', { properties: { a: { type: 'float' } } }, '/properties/a/type: "float"'],
    ['a wrong pattern', { items: { pattern: '(' } }, '/items/pattern: ( is no regular'],
    ['a reference to nothing', { $ref: '#/$defs/none' }, 'Unresolved $ref "#/$defs/none"'],
  ])('that is %s is told as faulty', (_name, schema, message) => {
    expect(compileSchema(schema)).toMatchObject({
      kind: 'faulty',
      message: expect.stringContaining(message),
    });
  });

  it('may describe a member named type', () => {
    expect(violations({ properties: { type: { const: 'cat' } } }, { type: 'cat' })).toEqual([]);
  });
});

describe('a JSONPath', () => {
  it('selects values, with filters and functions', () => {
    const answer = { rows: [{ p: 0.2 }, { p: 0.9 }] };
    expect(selected('$.rows[?@.p > 0.5].p', answer)).toEqual([0.9]);
    expect(selected('$..p', answer)).toEqual([0.2, 0.9]);
    expect(selected('$.nothing', answer)).toEqual([]);
  });

  it('that cannot be read is told with the place', () => {
    expect(compilePath('$.rows[')).toEqual({
      kind: 'faulty',
      message: 'it cannot be read from its character 8 on',
    });
  });
});
