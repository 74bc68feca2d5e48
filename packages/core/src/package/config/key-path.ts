/** Keys and indexes from the top of a file down to a value. */
export type KeyPath = readonly (string | number)[];

/** `environment.python.condaDependencies[2]`, as messages name a key. */
export function formatKeyPath(path: KeyPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}

/** What is said of a key that its object has twice; the place is that of the second. */
export function givenTwice(name: string, first: { line: number; column: number }): string {
  return `the key ${name} is given twice, at ${first.line}:${first.column} and here; keys are unique: remove one`;
}
