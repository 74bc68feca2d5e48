import { chainInputs } from '@package-model/steps/chain/inputs';
import { modelYamlEntries } from '@package-model/steps/model-yaml-keys';
import type { Input, InputTable } from '@package-model/steps/step';

type Schema = { readonly [key: string]: unknown };

const table: InputTable = chainInputs;

/** The JSON schema of model.yaml, from the chain's inputs. */
export function renderModelSchema(): string {
  const properties: Record<string, Schema> = {};
  const groups = new Map<string, Record<string, Schema>>();
  for (const { key, name } of modelYamlEntries()) {
    const input = table[name];
    if (input === undefined) continue;
    const [group, member] = key.split('.');
    if (group === undefined || member === undefined) properties[key] = schemaOf(input);
    else groups.set(group, { ...groups.get(group), [member]: schemaOf(input) });
  }
  for (const [group, members] of groups) {
    properties[group] = { type: 'object', additionalProperties: false, properties: members };
  }
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'model.yaml',
    description:
      'Describes the chain from a model to a tested image. Relative paths start from the folder of this file; inputs given on the command line or in a pipeline win.',
    type: 'object',
    additionalProperties: false,
    properties,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function schemaOf(input: Input): Schema {
  const about = {
    description: input.description,
    ...(input.deprecated !== undefined && { deprecated: true }),
    ...(input.default !== undefined && { default: defaultOf(input, input.default) }),
  };
  if (input.values !== undefined) return { ...about, enum: input.values };
  if (input.structured === true) return { ...about, type: ['string', 'array', 'object'] };
  switch (input.kind) {
    case 'boolean':
      return { ...about, type: 'boolean' };
    case 'number':
      return { ...about, type: 'number', exclusiveMinimum: 0 };
    case 'list':
      return { ...about, type: ['string', 'array'], items: { type: ['string', 'number'] } };
    case 'map':
    case 'choice':
    case 'text':
    case 'path':
      return { ...about, type: 'string' };
    default:
      return input.kind satisfies never;
  }
}

function defaultOf(input: Input, text: string): string | number | boolean {
  if (input.kind === 'boolean') return text === 'true';
  return input.kind === 'number' ? Number(text) : text;
}
