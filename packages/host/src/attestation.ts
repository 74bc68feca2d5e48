import type { Found } from './found.ts';

/** What is signed: a predicate about an image, which is named by HOST/REPOSITORY and `sha256:…`. */
export type Statement = {
  readonly subject: { readonly name: string; readonly digest: string };
  /** Without a predicate it is where the image comes from, as the pipeline knows it. */
  readonly predicate?: { readonly type: string; readonly value: object };
};

/** A signed statement, and where the pipeline's server shows it. */
export type Attestation = {
  readonly predicateType: string;
  /** A Sigstore bundle, as JSON, with its media type. */
  readonly bundle: string;
  readonly mediaType: string;
  readonly url: string;
};

/**
 * Signs a statement with the identity of the job and stores it with the pipeline's server, for which
 * the token is. A fault says what failed and what to do.
 */
export type Attest = (statement: Statement, token: string) => Promise<Found<Attestation>>;
