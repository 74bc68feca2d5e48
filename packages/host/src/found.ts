/** What is found, or what is wrong with it and what to do. */
export type Found<T> = { readonly value: T } | { readonly fault: string };
