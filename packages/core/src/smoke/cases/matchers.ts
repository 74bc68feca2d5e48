/** Something to look at values with, or what is wrong with what it was to be made of. */
export type Compiled<T> =
  | { readonly kind: 'ready'; readonly look: (value: unknown) => T }
  | { readonly kind: 'faulty'; readonly message: string };

/** Where a value breaks its schema: a JSON pointer ('' is the whole value), and why. */
export type Violation = { readonly pointer: string; readonly message: string };

/** Reads JSON Schemas and JSONPath expressions (RFC 9535). */
export type Matchers = {
  readonly compileSchema: (schema: unknown) => Compiled<readonly Violation[]>;
  /** Looking gives the values that the expression selects. */
  readonly compilePath: (expression: string) => Compiled<readonly unknown[]>;
};

/** Loads them when the first case asks for one: most cases need none. */
export type LoadMatchers = () => Promise<Matchers>;
