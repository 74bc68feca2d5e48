import { textSchema } from './define.ts';
import { readLines } from './entries.ts';
import type { Reading } from './entries.ts';
import { isPlainYaml, readYamlPairs, yamlScalar } from './yaml-items.ts';

type Pairs = Reading<readonly (readonly [string, string])[]>;

/**
 * Reads `NAME=value` lines, `NAME: value` lines of YAML, or one JSON object; `check` tells what is
 * wrong with a pair. No message holds a value, or a name that is none: either may be secret.
 */
export function mapSchema<T>(
  wrap: (value: string) => T,
  check: (name: string, value: string) => string | undefined,
) {
  return textSchema<Readonly<Record<string, T>>>((text) => {
    const pairs = readPairs(text.trim());
    if ('fault' in pairs) return pairs;
    for (const [index, [name, value]] of pairs.value.entries()) {
      const fault = check(name, value);
      if (fault !== undefined) return { fault: `entry ${index + 1}: ${fault}` };
    }
    const twice = pairs.value.find(
      ([name], index) => pairs.value.findIndex(([other]) => other === name) !== index,
    );
    if (twice !== undefined) return { fault: `${twice[0]} is given twice; give it once` };
    return { value: Object.fromEntries(pairs.value.map(([name, value]) => [name, wrap(value)])) };
  });
}

function readPairs(text: string): Pairs {
  if (text.startsWith('{')) return membersOf(text);
  const found = readYamlPairs(text);
  if (found === undefined) return linesOf(text);
  const odd = found.find(([, value]) => !isPlainYaml(value));
  if (odd === undefined) return { value: found.map(([name, value]) => [name, yamlScalar(value)]) };
  return { fault: `the value of ${odd[0]} is no text of one line; put it into quotes` };
}

function linesOf(text: string): Pairs {
  const entries = readLines(text);
  if ('fault' in entries) return entries;
  const index = entries.value.findIndex((entry) => !entry.includes('='));
  if (index >= 0)
    return { fault: `entry ${index + 1} has no "="; write NAME=value on a line each` };
  return {
    value: entries.value.map((entry) => {
      const at = entry.indexOf('=');
      return [entry.slice(0, at).trim(), entry.slice(at + 1).trim()] as const;
    }),
  };
}

function membersOf(text: string): Pairs {
  const fault = 'this is no JSON object of texts; write {"NAME": "value"}, or NAME=value lines';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The message says what is wanted; the parser's own could show a secret.
    return { fault };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { fault };
  const pairs = Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const isText = ['string', 'number', 'boolean'].includes(typeof member);
    return isText ? [[name, String(member)] as const] : [];
  });
  return pairs.length === Object.keys(value).length ? { value: pairs } : { fault };
}
