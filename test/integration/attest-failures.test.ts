import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startAttestationServices } from './support/attestation-services.ts';
import type { AttestationServices } from './support/attestation-services.ts';
import type { GithubResult } from './support/github-runner.ts';
import { linesOf } from './support/logins.ts';
import { startGithubIdTokens } from './support/pipeline-services.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { makeCandidate, push, startPush } from './support/signing-job.ts';
import type { Candidate } from './support/signing-job.ts';
import type { Reply } from './support/stand-in.ts';
import { registryTags } from './support/tags.ts';

const { signal } = new AbortController();
const token = 'token-canary-6f04';
let folder = '';
let registry: RegistryServer;
let services: AttestationServices;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-attest-failures-'));
  registry = await startRegistry({ signal });
  services = await startAttestationServices('bearer-canary-c1d2', token);
});

afterAll(async () => {
  await services.stop();
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
});

function errorsOf({ commands }: GithubResult): string {
  const errors = commands.filter(({ name }) => name === 'error');
  return errors.map(({ data }) => data).join('\n');
}

/** The release tags of a candidate: none, where it is the candidate alone. */
async function tagsOf({ repository }: Candidate): Promise<readonly string[]> {
  const tags = Object.keys(await registryTags(registry.host, repository));
  return tags.filter((tag) => tag !== 'candidate' && !tag.startsWith('sha256-'));
}

function expectNoSecret(ran: GithubResult): void {
  const printed = linesOf(ran.raw) + ran.summary + ran.otherFiles + JSON.stringify(ran.outputs);
  for (const secret of ['canary', ...services.tokens]) expect(printed).not.toContain(secret);
}

const refused = (status: number, message: string): Reply => ({ status, json: { message } });
/** Whatever it is shown comes back, as in a debugging proxy's answers. */
const echo = ({ body }: { readonly body: string }): Reply => refused(403, `no: ${body}`);

describe('no release tag is put, and the error tells what to do, where', () => {
  test.each([
    ['fulcio', echo, /certificate authority \(Fulcio\) gave no certificate/],
    ['rekor', () => refused(403, 'closed'), /transparency log \(Rekor\) took no entry \(.*closed/],
    [
      'api',
      () => refused(403, 'Resource not accessible by integration'),
      /GitHub did not store it \(.*not accessible.*\); give the job the permissions id-token: write and attestations: write/,
    ],
    [
      'keys',
      () => refused(404, 'none'),
      /Failed to get ID token: .*; give the job the permissions/,
    ],
  ] as const)('%s refuses', async (service, answer, message) => {
    onTestFinished(services.refuse(service, answer));
    const candidate = await makeCandidate(folder, registry.host, `refused-by-${service}`);
    const ran = await push(candidate, { env: services.env, token });
    expect(ran.exitCode, ran.shown).toBe(1);
    expect(errorsOf(ran)).toMatch(/^The build provenance of .* could not be signed: /);
    expect(errorsOf(ran)).toMatch(message);
    expect(await tagsOf(candidate)).toEqual([]);
    expect(ran.outputs).toEqual({});
    expectNoSecret(ran);
  });

  test('the runner gives for Sigstore what is no id token, which is told to nobody', async () => {
    const secret = 'id-token-canary-55d1';
    const tokens = await startGithubIdTokens('bearer-canary-c1d2', (audience) =>
      audience === 'sigstore' ? secret : services.issue(audience),
    );
    onTestFinished(() => tokens.stop());
    const candidate = await makeCandidate(folder, registry.host, 'no-token');
    const ran = await push(candidate, { env: { ...services.env, ...tokens.env }, token });
    expect(tokens.given).toContain(secret);
    expect(errorsOf(ran)).toContain('what GitHub gave the job is no id token');
    expect(await tagsOf(candidate)).toEqual([]);
    expectNoSecret(ran);
  });

  test('the timestamp authority of a private repository refuses', async () => {
    onTestFinished(services.refuse('timestamps', () => refused(400, 'too late')));
    const candidate = await makeCandidate(folder, registry.host, 'refused-by-timestamps');
    const ran = await push(candidate, { env: services.env, token, visibility: 'internal' });
    expect(errorsOf(ran)).toContain('the timestamp authority gave no timestamp');
    expect(await tagsOf(candidate)).toEqual([]);
  });

  test('the second signature fails: the first stands alone, without a tag', async () => {
    const before = services.stored.size;
    let asked = 0;
    const candidate = await makeCandidate(folder, registry.host, 'refused-later');
    const stop = services.refuse('api', (request) => {
      asked += 1;
      if (asked > 1) return refused(403, 'enough');
      return { status: 201, json: { id: 1, echo: request.method } };
    });
    onTestFinished(stop);
    const ran = await push(candidate, { env: services.env, token });
    expect(errorsOf(ran)).toMatch(/^The test result of .* could not be signed: /);
    expect(await tagsOf(candidate)).toEqual([]);
    stop();
    // The same step again is enough.
    const again = await push(candidate, { env: services.env, token });
    expect(again.exitCode, again.shown).toBe(0);
    expect(await tagsOf(candidate)).toEqual(['1.0']);
    expect(services.stored.size).toBe(before + 2);
  });

  test('the step is cancelled while it waits for a certificate', async () => {
    let reach = (): void => {};
    const reached = new Promise<void>((resolve) => {
      reach = resolve;
    });
    const unanswered = async (): Promise<Reply> => {
      reach();
      return new Promise(() => {});
    };
    onTestFinished(services.refuse('fulcio', unanswered));
    const candidate = await makeCandidate(folder, registry.host, 'cancelled');
    const call = await startPush(candidate, { env: services.env, token });
    await reached;
    call.process.kill('SIGINT');
    const ran = await call.done;
    expect(ran.exitCode).toBe(1);
    expect(errorsOf(ran)).toBe('Cancelled: SIGINT');
    expect(await tagsOf(candidate)).toEqual([]);
  });
});

describe('refused before anything is asked of anyone:', () => {
  const without = { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' };
  test.each([
    [
      'a job without an identity',
      without,
      {},
      'permissions id-token: write and attestations: write',
    ],
    [
      'a server of one’s own',
      { GITHUB_SERVER_URL: 'https://github.example.com' },
      {},
      'GitHub Enterprise Server has no attestations',
    ],
    [
      'a proxy without its scheme',
      { HTTPS_PROXY: 'proxy.example.com:3128' },
      {},
      'http://HOST:PORT',
    ],
    ['no token for the API', {}, { 'github-token': '' }, 'needs github-token'],
    ['an image in a folder', {}, { image: `dir:images@sha256:${'0'.repeat(64)}` }, 'is a folder'],
  ] as const)('%s', async (name, env, inputs, message) => {
    const candidate = await makeCandidate(
      folder,
      registry.host,
      name.replace(/\W+/g, '-').toLowerCase(),
    );
    const [hosts, tokens] = [services.hosts().length, services.tokens.length];
    const ran = await push(candidate, { env: { ...services.env, ...env }, token, inputs });
    expect(ran.exitCode, ran.shown).toBe(2);
    expect(errorsOf(ran)).toMatch(/^attest: /);
    expect(errorsOf(ran)).toContain(message);
    expect(services.hosts()).toHaveLength(hosts);
    expect(services.tokens).toHaveLength(tokens);
    expect(await tagsOf(candidate)).toEqual([]);
  });

  test('a pull request from a fork is told that nothing is signed, and stays green', async () => {
    const candidate = await makeCandidate(folder, registry.host, 'fork');
    const hosts = services.hosts().length;
    const event = join(folder, 'fork.json');
    const head = { repo: { full_name: 'stranger/models' } };
    const base = { repo: { full_name: 'org/models' } };
    await writeFile(event, JSON.stringify({ pull_request: { head, base } }));
    const env = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event };
    const ran = await push(candidate, { env, token });
    expect(ran.exitCode, ran.shown).toBe(0);
    expect(ran.shown).toContain(
      'it is not pushed and not signed, as this is a pull request from a',
    );
    expect(services.hosts()).toHaveLength(hosts);
    expect(await tagsOf(candidate)).toEqual([]);
  });
});
