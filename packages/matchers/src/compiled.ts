/** Something to look at values with, or what is wrong with what it was to be made of. */
export type Compiled<T> =
  | { readonly kind: 'ready'; readonly look: (value: unknown) => T }
  | { readonly kind: 'faulty'; readonly message: string };
