import { parse, stringify } from 'yaml';
import * as z from 'zod/mini';

const template = z.looseObject({
  parameters: z.array(z.object({ name: z.string(), default: z.optional(z.string()) })),
});
type Values = Readonly<Record<string, string>>;

/**
 * A template with these parameters, as Azure DevOps expands it before a run: defaults, values in
 * texts, and the conditions that our templates have. What it does not know is an error.
 */
export function expandTemplate(text: string, given: Values): string {
  const { parameters, ...document } = template.parse(parse(text, { schema: 'failsafe' }));
  const names = parameters.map(({ name }) => name);
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`the template has no parameter ${unknown.join(', ')}`);
  const values = parameters.map(({ name, default: otherwise }): readonly [string, string] => {
    const value = given[name] ?? otherwise;
    if (value === undefined) throw new Error(`the template needs the parameter ${name}`);
    return [name, value];
  });
  return stringify(expanded(document, Object.fromEntries(values)));
}

function expanded(node: unknown, values: Values): unknown {
  if (typeof node === 'string') return filledIn(node, values);
  if (Array.isArray(node)) return node.flatMap((item) => expandedItem(item, values));
  const entries: (readonly [string, unknown])[] = [];
  let isTaken = false;
  for (const [key, value] of Object.entries(z.record(z.string(), z.unknown()).parse(node))) {
    const condition = conditionIn(key);
    if (condition === undefined) entries.push([key, expanded(value, values)]);
    else {
      isTaken = condition === 'else' ? !isTaken : holds(condition, values);
      const inner = isTaken ? expanded(value, values) : {};
      entries.push(...Object.entries(z.record(z.string(), z.unknown()).parse(inner)));
    }
  }
  return Object.fromEntries(entries);
}

/** An item of a list that is a condition stands for the items below it. */
function expandedItem(item: unknown, values: Values): unknown {
  const [[key, below] = ['', undefined], ...others] =
    typeof item === 'object' && item !== null ? Object.entries(item) : [];
  const condition = others.length === 0 ? conditionIn(key) : undefined;
  if (condition === undefined) return [expanded(item, values)];
  return holds(condition, values) ? expanded(below, values) : [];
}

function conditionIn(key: string): string | undefined {
  return /^\$\{\{ (?:if (.*)|(else)) \}\}$/.exec(key)?.slice(1).find(Boolean);
}

function holds(condition: string, values: Values): boolean {
  const [, not, name = ''] = /^(not\()?parameters\.(\w+)\)?$/.exec(condition) ?? [];
  return (valueOf(name, values) === 'true') !== (not !== undefined);
}

function filledIn(text: string, values: Values): string {
  return text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) =>
    valueOf(/^parameters\.(\w+)$/.exec(expression)?.[1] ?? expression, values),
  );
}

function valueOf(name: string, values: Values): string {
  const value = values[name];
  if (value === undefined) throw new Error(`${name} is no parameter of the template`);
  return value;
}
