/** A value that must not be printed: every way of turning it into text gives `***`. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  /** The value itself, at the point where it leaves the process and nowhere else. */
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '***';
  }
  toJSON(): string {
    return '***';
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '***';
  }
}

/** Puts `***` in the place of each of these values; longer ones first, as they may hold shorter ones. */
export function hiderOf(values: readonly string[]): (text: string) => string {
  const longestFirst = values.toSorted((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((rest, value) => rest.replaceAll(value, '***'), text);
}
