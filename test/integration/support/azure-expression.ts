/** What an expression of Azure Pipelines has for a value; undefined is its null. */
export type Value = string | boolean | undefined;

/** What an expression may use beside the functions of the language. */
export type Scope = {
  /** The value at `['variables', 'Build.Reason']`; throws where there can be none. */
  look(path: readonly string[]): Value;
  /** How what is waited for ended; nothing where a template is expanded. */
  readonly result?: 'Succeeded' | 'Failed' | 'Canceled';
};

/** Evaluates an expression, as far as our templates have them; what it does not know is an error. */
export function evaluate(text: string, scope: Scope): Value {
  const tokens = [...text.matchAll(/\s*('(?:[^']|'')*'|[\w-]+|[().,[\]]|\S)/g)].map(
    ([, token = '']) => token,
  );
  const reader = { tokens, at: 0 };
  const value = readValue(reader, scope);
  if (reader.at < tokens.length) throw new Error(`${text} is no expression of this driver`);
  return value;
}

/** As a text that an expression is written into. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : value ? 'True' : 'False';
}

/** As a condition: a text is false where it is empty. */
export function isTrue(value: Value): boolean {
  return typeof value === 'boolean' ? value : textOf(value) !== '';
}

type Reader = { readonly tokens: readonly string[]; at: number };

function take(reader: Reader, expected?: string): string {
  const token = reader.tokens[reader.at] ?? '';
  if (token === '' || (expected !== undefined && token !== expected)) {
    throw new Error(`${expected ?? 'a value'} is missing in ${reader.tokens.join(' ')}`);
  }
  reader.at += 1;
  return token;
}

function readValue(reader: Reader, scope: Scope): Value {
  const first = take(reader);
  if (first.startsWith("'")) return first.slice(1, -1).replaceAll("''", "'");
  if (/^(true|false)$/i.test(first)) return first.toLowerCase() === 'true';
  if (reader.tokens[reader.at] === '(') return call(first, readArguments(reader, scope), scope);
  return scope.look([first, ...readPath(reader)]);
}

function readArguments(reader: Reader, scope: Scope): readonly Value[] {
  const given: Value[] = [];
  take(reader, '(');
  while (reader.tokens[reader.at] !== ')') {
    if (given.length > 0) take(reader, ',');
    given.push(readValue(reader, scope));
  }
  take(reader, ')');
  return given;
}

/** `.name` and `['name']`. */
function readPath(reader: Reader): readonly string[] {
  const path: string[] = [];
  for (;;) {
    const next = reader.tokens[reader.at];
    if (next !== '.' && next !== '[') return path;
    take(reader);
    path.push(take(reader).replaceAll("'", ''));
    if (next === '[') take(reader, ']');
  }
}

function call(name: string, given: readonly Value[], { result }: Scope): Value {
  const [left, right] = given;
  switch (name) {
    case 'and':
      return given.every(isTrue);
    case 'or':
      return given.some(isTrue);
    case 'not':
      return !isTrue(left);
    case 'eq':
      return isSame(left, right);
    case 'ne':
      return !isSame(left, right);
    default:
      if (result === undefined) throw new Error(`${name}() is not known here`);
  }
  if (name === 'succeeded') return result === 'Succeeded';
  if (name === 'failed') return result === 'Failed';
  throw new Error(`${name}() is no function of this driver`);
}

/** The right side is taken for what the left one is; case does not matter. */
function isSame(left: Value, right: Value): boolean {
  if (typeof left === 'boolean') return left === isTrue(right);
  return textOf(left).toLowerCase() === textOf(right).toLowerCase();
}
