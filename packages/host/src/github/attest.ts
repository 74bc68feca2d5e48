import { attest, buildSLSAProvenancePredicate } from '@actions/attest';
import type { Attestation, Statement } from '../attestation.ts';
import type { Found } from '../found.ts';

type Where = {
  readonly token: string;
  /** The repository's page. */
  readonly repository: string;
};

/**
 * Signs with a certificate of Sigstore (public repositories) or of GitHub (others), and stores the
 * bundle with the repository. The package reads the runner's variables by itself.
 */
export async function attestOnGithub(
  { subject, predicate }: Statement,
  { token, repository }: Where,
): Promise<Found<Attestation>> {
  try {
    const { type, value } = predicate ?? (await provenance());
    const [algorithm = '', hex = ''] = subject.digest.split(':');
    const { bundle, attestationID } = await attest({
      subjects: [{ name: subject.name, digest: { [algorithm]: hex } }],
      predicateType: type,
      predicate: value,
      token,
    });
    const { mediaType } = bundle;
    if (attestationID === undefined) return { fault: 'GitHub did not say that it has stored it' };
    return {
      value: {
        predicateType: type,
        bundle: JSON.stringify(bundle),
        mediaType,
        url: `${repository}/attestations/${attestationID}`,
      },
    };
  } catch (error) {
    return { fault: faultOf(error, token) };
  }
}

async function provenance(): Promise<NonNullable<Statement['predicate']>> {
  const { type, params } = await buildSLSAProvenancePredicate();
  return { type, value: params };
}

const PERMISSIONS = 'give the job the permissions id-token: write and attestations: write';

/** Codes of @sigstore/sign; its own words about identity tokens may hold one. */
const failures: Readonly<Record<string, string>> = {
  // The provenance has had its own by then, by a client that reads NO_PROXY otherwise.
  IDENTITY_TOKEN_READ_ERROR:
    'GitHub gave the job no id token for Sigstore; where HTTPS_PROXY is set and the runner asks on its own machine, name 127.0.0.1 and localhost in NO_PROXY; else run the job again',
  IDENTITY_TOKEN_PARSE_ERROR: 'what GitHub gave the job is no id token; run the job again',
  CA_CREATE_SIGNING_CERTIFICATE_ERROR: 'the certificate authority (Fulcio) gave no certificate',
  TLOG_CREATE_ENTRY_ERROR: 'the transparency log (Rekor) took no entry',
  TLOG_FETCH_ENTRY_ERROR: 'the transparency log (Rekor) did not give its entry',
  TSA_CREATE_TIMESTAMP_ERROR: 'the timestamp authority gave no timestamp',
};

function faultOf(error: unknown, token: string): string {
  if (!(error instanceof Error)) return 'it failed without a reason';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = failures[code];
  if (code.startsWith('IDENTITY_') && known !== undefined) return known;
  const reasons = [error.message, error.cause instanceof Error ? error.cause.message : ''];
  const said = withoutTokens(reasons.filter((reason) => reason !== '').join(': '), token);
  if (known !== undefined) return `${known} (${said}); run the job again`;
  if (said.startsWith('Failed to persist attestation')) {
    return `GitHub did not store it (${said}); ${PERMISSIONS}`;
  }
  return said.startsWith('Failed to get ID token') ? `${said}; ${PERMISSIONS}` : said;
}

const LONGEST = 600;

/** Id tokens are three parts of base64 that start as JSON does. */
function withoutTokens(text: string, token: string): string {
  return text
    .replaceAll(/eyJ[\w-]+(?:\.[\w-]*)*/g, '***')
    .replaceAll(token, '***')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST);
}
