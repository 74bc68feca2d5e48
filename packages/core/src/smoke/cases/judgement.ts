/** Where an answer is not as its case expects, and what else is worth knowing. */
export type Judgement = { readonly faults: readonly string[]; readonly notes: readonly string[] };
