import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '@package-model/tooling/machine/command';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const audience = 'api://AzureADTokenExchange';

/** What somebody shows Microsoft Entra: says what is wrong with a request that should show it. */
export type ApplicationProof = {
  readonly faults: (form: URLSearchParams) => readonly string[];
};

/** A pipeline's id token for the exchange, and nothing beside it. */
export const idTokenProof: ApplicationProof = {
  faults(form) {
    const { claims } = readToken(form.get('client_assertion') ?? '');
    return faultsOf({
      'the kind of the assertion': form.get('client_assertion_type') === JWT_BEARER,
      [`audience ${String(claims['aud'])}`]: claims['aud'] === audience,
      'a secret beside the assertion': !form.has('client_secret'),
    });
  },
};

export function secretProof(secret: string): ApplicationProof {
  return {
    faults: (form) =>
      faultsOf({
        'the secret': form.get('client_secret') === secret,
        'an assertion beside the secret': !form.has('client_assertion'),
      }),
  };
}

/** Certificate and key in one PEM, as a service connection has them, made in the folder. */
export async function makeCertificate(folder: string): Promise<string> {
  const [key, file] = [join(folder, 'application.key'), join(folder, 'application.pem')];
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  const place = ['-subj', '/CN=application', '-keyout', key, '-out', file];
  await mustRun('openssl', [...words, ...place], { signal: new AbortController().signal });
  return (await readFile(key, 'utf8')) + (await readFile(file, 'utf8'));
}

/** An assertion that the certificate's key has signed, for this application and this Entra. */
export function certificateProof(pem: string, clientId: string): ApplicationProof {
  const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE')));
  const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
  return {
    faults(form) {
      const { header, claims, signed, signature } = readToken(form.get('client_assertion') ?? '');
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      const key = { key: certificate.publicKey, padding, saltLength: 32 };
      return faultsOf({
        'the kind of the assertion': form.get('client_assertion_type') === JWT_BEARER,
        [`alg ${String(header['alg'])}`]: header['alg'] === 'PS256',
        'the thumbprint': header['x5t#S256'] === thumbprint,
        'the signature': verify('sha256', Buffer.from(signed), key, signature),
        [`iss ${String(claims['iss'])}`]: claims['iss'] === clientId && claims['sub'] === clientId,
        [`aud ${String(claims['aud'])}`]: String(claims['aud']).endsWith('/oauth2/v2.0/token'),
        'it is too old': Number(claims['exp']) * 1000 > Date.now(),
        'a secret beside the assertion': !form.has('client_secret'),
      });
    },
  };
}

/** The names of what does not hold. */
function faultsOf(wanted: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.keys(wanted).filter((name) => wanted[name] === false);
}

function readToken(token: string) {
  const [header = '', claims = '', signature = ''] = token.split('.');
  return {
    header: objectIn(header),
    claims: objectIn(claims),
    signed: `${header}.${claims}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function objectIn(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return {};
  }
}
