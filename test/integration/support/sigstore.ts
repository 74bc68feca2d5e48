import { createHash, generateKeyPairSync } from 'node:crypto';
import { bundleFromJSON } from '@sigstore/bundle';
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  tsaHandler,
} from '@sigstore/mock';
import { Verifier, toSignedEntity, toTrustMaterial } from '@sigstore/verify';
import * as z from 'zod/mini';
import type { Received, Reply } from './stand-in.ts';

/** What a service of Sigstore has answered. */
type Answered = { readonly statusCode: number; readonly response: string | ArrayBufferView };

/** Fulcio, Rekor and a timestamp authority that sign for real, and whoever trusts them alone. */
export type Sigstore = {
  fulcio(request: Received): Promise<Reply>;
  rekor(request: Received): Promise<Reply>;
  timestamps(request: Received): Promise<Reply>;
  /** The statement in a bundle whose signature, certificate and time are right; else it raises. */
  readonly verify: (bundle: unknown, witness: 'log' | 'timestamps', signer: SignerOf) => Statement;
};

/** Who must have signed. */
export type SignerOf = { readonly issuer: string; readonly workflow: string };

const statementSchema = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.array(z.object({ name: z.string(), digest: z.record(z.string(), z.string()) })),
  predicateType: z.string(),
  predicate: z.record(z.string(), z.unknown()),
});
export type Statement = z.infer<typeof statementSchema>;

const REKOR = 'https://rekor.sigstore.dev';
/** Numbers of the protocol: PublicKeyDetails and HashAlgorithm. */
const ECDSA_P256_SHA256 = 5;
const SHA2_256 = 1;

/** Makes the keys and starts the services. */
export async function makeSigstore(): Promise<Sigstore> {
  const keys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const ctLog = await initializeCTLog(keys());
  const ca = await initializeCA(keys(), ctLog);
  const log = await initializeTLog(REKOR, keys());
  // It writes parts of a second in a way that readers of its timestamps do not take.
  const wholeSeconds = new Date();
  const tsa = await initializeTSA(keys(), wholeSeconds);
  const certificates = fulcioHandler(ca, { subjectClaim: 'job_workflow_ref' });
  const times = tsaHandler(tsa);
  const validFor = { start: new Date(0) };
  const authority = (chain: readonly ArrayBufferView[]) => ({
    subject: { commonName: 'test', organization: 'test' },
    uri: '',
    operator: 'test',
    certChain: { certificates: chain.map((one) => ({ rawBytes: bytesOf(one) })) },
    validFor,
  });
  const logOf = (publicKey: Buffer, keyId: Buffer) => ({
    baseUrl: REKOR,
    operator: 'test',
    hashAlgorithm: SHA2_256,
    publicKey: { rawBytes: publicKey, keyDetails: ECDSA_P256_SHA256, validFor },
    logId: { keyId },
    checkpointKeyId: undefined,
  });
  const trust = toTrustMaterial({
    mediaType: 'application/vnd.dev.sigstore.trustedroot.v0.2+json',
    tlogs: [logOf(log.publicKey, createHash('sha256').update(log.publicKey).digest())],
    ctlogs: [logOf(ctLog.publicKey, bytesOf(ctLog.logID))],
    certificateAuthorities: [authority([ca.rootCertificate])],
    timestampAuthorities: [authority([tsa.intCertificate, tsa.rootCertificate])],
  });
  return {
    fulcio: async ({ body }) => replyOf(await certificates.fn(body)),
    rekor: async ({ body }) => ({ status: 201, json: await log.log(entryOf(body)) }),
    async timestamps({ body }) {
      wholeSeconds.setTime(Math.floor(Date.now() / 1000) * 1000);
      return replyOf(await times.fn(body));
    },
    verify(json, witness, { issuer, workflow }) {
      const bundle = bundleFromJSON(json);
      const thresholds = { ctlogThreshold: 1, timestampThreshold: 1 };
      const verifier = new Verifier(trust, {
        ...thresholds,
        tlogThreshold: witness === 'log' ? 1 : 0,
      });
      verifier.verify(toSignedEntity(bundle), {
        subjectAlternativeName: workflow,
        extensions: { issuer },
      });
      const { content } = bundle;
      if (content.$case !== 'dsseEnvelope') throw new Error('no statement is in the bundle');
      const text = Buffer.from(content.dsseEnvelope.payload).toString('utf8');
      return statementSchema.parse(JSON.parse(text));
    },
  };
}

const proposedSchema = z.object({
  apiVersion: z.literal('0.0.1'),
  kind: z.literal('dsse'),
  spec: z.object({
    proposedContent: z.object({ envelope: z.string(), verifiers: z.array(z.string()) }),
  }),
});
const envelopeSchema = z.object({
  payload: z.string(),
  signatures: z.array(z.object({ sig: z.string() })),
});

/** The entry that Rekor keeps of an envelope: digests, signatures and their keys. */
function entryOf(body: string): object {
  const { apiVersion, kind, spec } = proposedSchema.parse(JSON.parse(body));
  const { envelope: text, verifiers } = spec.proposedContent;
  const envelope = envelopeSchema.parse(JSON.parse(text));
  const hash = (content: string | Buffer) => ({
    algorithm: 'sha256',
    value: createHash('sha256').update(content).digest('hex'),
  });
  return {
    apiVersion,
    kind,
    spec: {
      envelopeHash: hash(text),
      payloadHash: hash(Buffer.from(envelope.payload, 'base64')),
      signatures: envelope.signatures.map(({ sig }, index) => ({
        signature: sig,
        verifier: verifiers[index],
      })),
    },
  };
}

function replyOf({ statusCode, response }: Answered): Reply {
  return {
    status: statusCode,
    text: typeof response === 'string' ? response : bytesOf(response),
  };
}

function bytesOf(view: ArrayBufferView | ArrayBuffer): Buffer {
  if (view instanceof ArrayBuffer) return Buffer.from(view);
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
