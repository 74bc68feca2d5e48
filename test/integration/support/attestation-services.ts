import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from '@package-model/tooling/machine/command';
import * as z from 'zod/mini';
import { startLeadingProxy } from './leading-proxy.ts';
import { startGithubIdTokens } from './pipeline-services.ts';
import { makeSigstore } from './sigstore.ts';
import type { Sigstore } from './sigstore.ts';
import { startStandIn } from './stand-in.ts';
import type { Received, Reply } from './stand-in.ts';

const ISSUER = 'https://token.actions.githubusercontent.com';
export const workflow = 'org/models/.github/workflows/release.yml@refs/heads/main';
export const signer = { issuer: ISSUER, workflow };
/** Where what signs goes to by itself, for public repositories and for others. */
const names = {
  fulcio: ['fulcio.sigstore.dev', 'fulcio.githubapp.com'],
  rekor: ['rekor.sigstore.dev'],
  timestamps: ['timestamp.githubapp.com'],
  keys: [new URL(ISSUER).host],
  api: ['api.github.com'],
} as const;
type Service = keyof typeof names;
type Answer = (request: Received) => Reply | Promise<Reply>;

/** All that a job on GitHub signs with, in stand-ins that sign and store for real. */
export type AttestationServices = {
  readonly verify: Sigstore['verify'];
  /** Variables of a job that may sign: the way to the services, whom to trust, the id tokens. */
  readonly env: Readonly<Record<string, string>>;
  /** Bundles that GitHub's API was given, by the id that it gave. */
  readonly stored: ReadonlyMap<string, unknown>;
  /** Makes an id token of the job for an audience. */
  readonly issue: (audience: string) => string;
  /** Id tokens that the job got. */
  readonly tokens: readonly string[];
  /** Hosts that were asked for, in order. */
  readonly hosts: () => readonly string[];
  readonly faults: () => readonly string[];
  /** Has a service answer otherwise until the function that it gives is called. */
  refuse(service: Service, answer: Answer): () => void;
  stop(): Promise<void>;
};

/** Starts them; `token` is what the job's API calls must show. */
export async function startAttestationServices(
  bearer: string,
  token: string,
): Promise<AttestationServices> {
  const folder = await mkdtemp(join(tmpdir(), 'package-model-services-'));
  const pair = await makeCertificate(folder);
  const sigstore = await makeSigstore();
  const issuer = createIssuer();
  const refusals = new Map<Service, Answer>();
  const stored = new Map<string, unknown>();
  const api = (request: Received): Reply => {
    const { bundle } = z.object({ bundle: z.unknown() }).parse(JSON.parse(request.body));
    const id = String(4711 + stored.size);
    stored.set(id, bundle);
    return { status: 201, json: { id: Number(id) } };
  };
  const named = await startStandIn(pair, async (request, check) => {
    const { method, url, header, body } = request;
    const host = header('host').replace(/:443$/, '');
    const service = serviceOf(host);
    const refusal = service === undefined ? undefined : refusals.get(service);
    if (refusal !== undefined) return refusal(request);
    switch (service) {
      case 'fulcio':
        check(`${method} ${url.pathname}` === 'POST /api/v2/signingCert', 'the path');
        check(issuer.given.has(tokenIn(body)), 'the id token is not one for sigstore');
        return sigstore.fulcio(request);
      case 'rekor':
        check(`${method} ${url.pathname}` === 'POST /api/v1/log/entries', 'the path');
        return sigstore.rekor(request);
      case 'timestamps':
        check(`${method} ${url.pathname}` === 'POST /api/v1/timestamp', 'the path');
        return sigstore.timestamps(request);
      case 'keys':
        return url.pathname === '/.well-known/openid-configuration'
          ? { status: 200, json: { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` } }
          : { status: 200, json: { keys: [issuer.key] } };
      case 'api':
        check(`${method} ${url.pathname}` === 'POST /repos/org/models/attestations', 'the path');
        check(header('authorization') === `token ${token}`, 'the token');
        return api(request);
      case undefined:
        check(false, `nobody asks for ${host}`);
        return { status: 404 };
      default:
        return service satisfies never;
    }
  });
  const proxy = await startLeadingProxy(Number(new URL(named.origin).port));
  const tokens = await startGithubIdTokens(bearer, issuer.issue);
  return {
    verify: sigstore.verify,
    env: {
      ...tokens.env,
      HTTPS_PROXY: proxy.origin,
      NO_PROXY: '127.0.0.1,localhost',
      NODE_EXTRA_CA_CERTS: join(folder, 'services.crt'),
    },
    stored,
    issue: issuer.issue,
    tokens: tokens.given,
    hosts: () => proxy.asked.map((target) => target.replace(/:443$/, '')),
    faults: () => [...named.faults, ...tokens.faults],
    refuse(service, answer) {
      refusals.set(service, answer);
      return () => void refusals.delete(service);
    },
    async stop() {
      for (const one of [named, proxy, tokens]) one.stop();
      await rm(folder, { recursive: true });
    },
  };
}

function serviceOf(host: string): Service | undefined {
  const found = Object.entries(names).find(([, hosts]) => hosts.some((one) => one === host));
  return z.optional(z.enum(['fulcio', 'rekor', 'timestamps', 'keys', 'api'])).parse(found?.[0]);
}

function tokenIn(body: string): string {
  const request = z.object({ credentials: z.object({ oidcIdentityToken: z.string() }) });
  return request.parse(JSON.parse(body)).credentials.oidcIdentityToken;
}

/** Signs the id tokens of one job; `given` has those that Sigstore takes. */
function createIssuer() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const given = new Set<string>();
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'ES256', use: 'sig' };
  const issue = (audience: string): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: ISSUER,
      aud: audience,
      sub: 'repo:org/models:ref:refs/heads/main',
      ref: 'refs/heads/main',
      sha: 'a'.repeat(40),
      repository: 'org/models',
      repository_id: '1',
      repository_owner_id: '2',
      event_name: 'push',
      job_workflow_ref: workflow,
      workflow_ref: workflow,
      runner_environment: 'github-hosted',
      run_id: '1',
      run_attempt: '1',
      nbf: now - 5,
      iat: now,
      exp: now + 300,
    };
    const text = [{ alg: 'ES256', typ: 'JWT', kid: 'test' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const how = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
    const token = `${text}.${sign('sha256', Buffer.from(text), how).toString('base64url')}`;
    if (audience === 'sigstore') given.add(token);
    return token;
  };
  return { key, issue, given };
}

/** A certificate for all the names, which only this test's jobs trust. */
async function makeCertificate(folder: string) {
  const [key, cert] = [join(folder, 'services.key'), join(folder, 'services.crt')];
  const alternatives = Object.values(names)
    .flat()
    .map((name) => `DNS:${name}`)
    .join(',');
  const { signal } = new AbortController();
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const about = ['-subj', '/CN=services', '-addext', `subjectAltName=${alternatives}`];
  const place = ['-keyout', key, '-out', cert, '-days', '2'];
  await mustRun('openssl', ['req', '-x509', ...curve, ...about, ...place], { signal });
  return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
}
