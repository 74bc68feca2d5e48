import { parse } from 'yaml';
import * as z from 'zod';

const filter = z.strictObject({ path: z.string(), value: z.string() });
const webhook = z.strictObject({
  webhook: z.string(),
  connection: z.string(),
  filters: z.array(filter),
});
const step = z.looseObject({
  task: z.string().optional(),
  inputs: z.record(z.string(), z.string()).default({}),
  env: z.record(z.string(), z.string()).default({}),
});
const pipeline = z.looseObject({
  resources: z.strictObject({ webhooks: z.tuple([webhook]) }),
  steps: z.array(z.unknown()),
});

export type RunStep = z.infer<typeof step>;

/**
 * The steps of the run that a post to an incoming webhook starts; undefined where a filter keeps it
 * from starting. Filters compare, expressions take single values: an object breaks the YAML.
 */
export function runOf(yaml: string, payload: unknown): readonly RunStep[] | undefined {
  const { resources, steps } = pipeline.parse(parse(yaml));
  const [{ webhook: name, filters }] = resources.webhooks;
  if (!filters.every(({ path, value }) => at(payload, path) === value)) return undefined;
  const textOf = (expression: string): string => {
    const [owner = '', ...path] = expression.replace(/^parameters\./, '').split('.');
    if (owner !== name) throw new Error(`${expression} is no parameter of this pipeline`);
    const value = at(payload, path.join('.'));
    if (!['string', 'undefined'].includes(typeof value))
      throw new Error(`${expression} is no single value`);
    return typeof value === 'string' ? value : '';
  };
  return steps.flatMap((item) => chosen(item, textOf)).map((item) => step.parse(item));
}

type TextOf = (expression: string) => string;

/** A step as it is, or those below a condition that holds; expressions are filled in. */
function chosen(item: unknown, textOf: TextOf): readonly unknown[] {
  const [first, ...others] = Object.entries<unknown>(Object(item));
  const [key, below] = first ?? ['', undefined];
  const condition = /^\$\{\{ if startsWith\((\S+), '([^']*)'\) \}\}$/.exec(key);
  if (condition === null || others.length > 0) return [filledIn(item, textOf)];
  const [, expression = '', beginning = ''] = condition;
  if (!textOf(expression).toLowerCase().startsWith(beginning.toLowerCase())) return [];
  return z.array(z.unknown()).parse(filledIn(below, textOf));
}

function filledIn(node: unknown, textOf: TextOf): unknown {
  if (typeof node === 'string') {
    return node.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => textOf(expression));
  }
  if (Array.isArray(node)) return node.map((item) => filledIn(item, textOf));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, filledIn(value, textOf)]),
  );
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), value);
}
