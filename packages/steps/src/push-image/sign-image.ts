import { dirname, join, resolve } from 'node:path';
import { CodedError } from '@package-model/core/errors';
import { writeFileAtomically } from '@package-model/core/files/atomic-write';
import { attach } from '@package-model/core/oci/referrers';
import type { ManifestContent, Repository } from '@package-model/core/oci/repository';
import type { Secret } from '@package-model/core/secret';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { PREDICATE_TYPE, testResultPredicate } from '@package-model/core/smoke/report/test-result';
import type { Attest, Attestation, Statement } from '@package-model/host/attestation';
import type { StepContext } from '../step.ts';

/** No release tag was put: the image that it was for is not signed, or not wholly. */
export class SigningFailed extends CodedError<'NOT_SIGNED'> {}

/** A signed statement by what it says. */
export type Signed = Attestation & { readonly title: string };

type Image = { readonly manifest: ManifestContent; readonly name: string };
type Deps = { readonly repository: Repository; readonly context: StepContext };

/**
 * Signs where an image comes from and what its smoke test found, and attaches both to it as Sigstore
 * bundles. NOT_SIGNED where one of them cannot be signed.
 */
export async function signImage(
  { report, token }: { readonly report: SmokeReport; readonly token: Secret | undefined },
  { manifest, name }: Image,
  { repository, context }: Deps,
): Promise<readonly Signed[]> {
  const { signal, log } = context;
  const subject = { name, digest: manifest.digest };
  const predicate = { type: PREDICATE_TYPE, value: testResultPredicate(report) };
  const statements = [
    { title: 'build provenance', statement: { subject } },
    { title: 'test result', statement: { subject, predicate } },
  ] as const;
  const signed: Signed[] = [];
  for (const { title, statement } of statements) {
    const work = sign(statement, title, { attest: attestOf(context), token });
    const attestation = await unlessAborted(work, signal);
    const digest = await attachBundle(attestation, manifest, { repository, context });
    log.info(`Signed its ${title}: ${attestation.url}, attached to it as ${digest}.`);
    signed.push({ ...attestation, title });
  }
  return signed;
}

/** Writes the bundles into a file beside the report, one a line; gives its path. */
export async function writeBundles(
  signed: readonly Signed[],
  reportPath: string,
  { settings }: Pick<StepContext, 'settings'>,
): Promise<string> {
  const path = join(dirname(reportPath), 'attestations.jsonl');
  const lines = signed.map(({ bundle }) => `${bundle}\n`).join('');
  await writeFileAtomically(resolve(settings.workingDirectory, path), lines);
  return path;
}

function attestOf({ identity }: StepContext): Attest {
  if (identity?.kind === 'github' && 'value' in identity.attestations) {
    return identity.attestations.value;
  }
  throw new TypeError('the inputs were not checked');
}

async function sign(
  statement: Statement,
  title: string,
  { attest, token }: { readonly attest: Attest; readonly token: Secret | undefined },
): Promise<Attestation> {
  const found = await attest(statement, token?.reveal() ?? '');
  if ('value' in found) return found.value;
  const { name, digest } = statement.subject;
  const text = `The ${title} of ${name}@${digest} could not be signed: ${found.fault}. The image has no release tag.`;
  throw new SigningFailed('NOT_SIGNED', text);
}

/** As `gh attestation verify --bundle-from-oci` and cosign look for them. */
function attachBundle(
  { bundle, mediaType, predicateType }: Attestation,
  manifest: ManifestContent,
  { repository, context: { clock, signal } }: Deps,
): Promise<string> {
  const attachment = {
    artifactType: mediaType,
    bytes: new TextEncoder().encode(bundle),
    title: 'bundle.sigstore.json',
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': predicateType,
      'org.opencontainers.image.created': new Date(clock.now()).toISOString(),
    },
  };
  return attach(attachment, manifest, repository, signal);
}

/** What signs takes no signal; when the step is cancelled, nobody waits for it. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const options = { once: true, signal: stopped.signal };
    signal.addEventListener('abort', () => reject(signal.reason), options);
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([work, aborted]);
  } finally {
    stopped.abort();
  }
}
