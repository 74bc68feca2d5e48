import { compilePath } from '@package-model/matchers/json-path';
import Handlebars from 'handlebars';

export type Context = { readonly [name: string]: unknown };

/**
 * Fills in a template as Azure DevOps does: handlebars, and one helper of its own that sorts numbers
 * out of texts. Its JSONPath is Newtonsoft's; what is used here means the same in RFC 9535.
 */
export function render(template: string, context: Context): string {
  const own =
    /\{\{#extractNumbersAndSort (\S+) '([^']*)'\}\}(.*?)\{\{\/extractNumbersAndSort\}\}/gs;
  const filled = template.replace(own, (_, path: string, prefix: string, body: string) =>
    Handlebars.compile(body)({ ...context, results: sortedNumbers(path, prefix, context) }),
  );
  return Handlebars.compile(filled)(context);
}

/** What a JSONPath selects. */
export function select(path: string, value: unknown): readonly unknown[] {
  const compiled = compilePath(path.startsWith('$') ? path : `$.${path}`);
  if (compiled.kind === 'faulty') throw new Error(`${path}: ${compiled.message}`);
  return compiled.look(value);
}

/** The highest first. A text that is no number without the prefix is passed over. */
function sortedNumbers(path: string, prefix: string, context: Context) {
  return select(path, context)
    .map(String)
    .map((text) =>
      text.toLowerCase().startsWith(prefix.toLowerCase()) ? text.slice(prefix.length) : text,
    )
    .filter((text) => /^\s*[+-]?\d{1,9}\s*$/.test(text))
    .map(Number)
    .toSorted((a, b) => b - a)
    .map((number) => ({ Value: number }));
}
