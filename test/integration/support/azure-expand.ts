import { parse, stringify } from 'yaml';
import * as z from 'zod/mini';
import { evaluate, isTrue, textOf } from './azure-expression.ts';
import type { Scope, Value } from './azure-expression.ts';

const template = z.looseObject({
  parameters: z.array(
    z.object({ name: z.string(), type: z.string(), default: z.optional(z.string()) }),
  ),
});
type Values = Readonly<Record<string, string>>;

/** What Azure DevOps says of a run before it begins, so that templates may ask for it. */
export type RunFacts = {
  readonly 'Build.Reason': 'IndividualCI' | 'PullRequest';
  readonly 'System.PullRequest.IsFork': 'True' | 'False';
};

/**
 * A template with these parameters, as Azure DevOps expands it before a run: defaults, values in
 * texts, and the conditions that our templates have. What it does not know is an error.
 */
export function expandTemplate(text: string, given: Values, facts: RunFacts): string {
  const { parameters, ...document } = template.parse(parse(text, { schema: 'failsafe' }));
  const names = parameters.map(({ name }) => name);
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`the template has no parameter ${unknown.join(', ')}`);
  const values = new Map<string, Value>(
    parameters.map(({ name, type, default: otherwise }) => {
      const value = given[name] ?? otherwise;
      if (value === undefined) throw new Error(`the template needs the parameter ${name}`);
      return [name, type === 'boolean' ? value === 'true' : value];
    }),
  );
  return stringify(expanded(document, scopeOf(values, facts)));
}

function scopeOf(values: ReadonlyMap<string, Value>, facts: RunFacts): Scope {
  const known = { parameters: values, variables: new Map<string, Value>(Object.entries(facts)) };
  return {
    look([of = '', name = '']) {
      const found = of === 'parameters' || of === 'variables' ? known[of] : undefined;
      if (found?.has(name) !== true) throw new Error(`${of}.${name} is not known to templates`);
      return found.get(name);
    },
  };
}

function expanded(node: unknown, scope: Scope): unknown {
  if (typeof node === 'string') return filledIn(node, scope);
  if (Array.isArray(node)) {
    const choose = chooser(scope);
    return node.flatMap((item) => {
      const [key, below] = onlyEntry(item);
      const isTaken = choose(key);
      if (isTaken === undefined) return [expanded(item, scope)];
      // A condition stands for the items below it.
      return isTaken ? expanded(below, scope) : [];
    });
  }
  const entries: (readonly [string, unknown])[] = [];
  const choose = chooser(scope);
  for (const [key, value] of Object.entries(z.record(z.string(), z.unknown()).parse(node))) {
    const isTaken = choose(key);
    if (isTaken === undefined) entries.push([key, expanded(value, scope)]);
    else if (isTaken) {
      const inner = z.record(z.string(), z.unknown()).parse(expanded(value, scope));
      entries.push(...Object.entries(inner));
    }
  }
  return Object.fromEntries(entries);
}

function onlyEntry(item: unknown): readonly [string, unknown] {
  const [first, ...others] = typeof item === 'object' && item !== null ? Object.entries(item) : [];
  return first === undefined || others.length > 0 ? ['', undefined] : first;
}

/** Says of one key after the other whether it is a condition that holds; undefined: none at all. */
function chooser(scope: Scope): (key: string) => boolean | undefined {
  let isDone = false;
  return (key) => {
    const [, word, condition = ''] = /^\$\{\{ (if|elseif|else)\b ?(.*) \}\}$/.exec(key) ?? [];
    if (word === undefined) return undefined;
    const holds = word === 'else' || isTrue(evaluate(condition, scope));
    const isTaken = holds && (word === 'if' || !isDone);
    isDone = isTaken || (word !== 'if' && isDone);
    return isTaken;
  };
}

function filledIn(text: string, scope: Scope): string {
  return text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) =>
    textOf(evaluate(expression, scope)),
  );
}
