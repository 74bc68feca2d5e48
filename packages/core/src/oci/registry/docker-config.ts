import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { codeOf, InputError, messageOf } from '../../errors.ts';
import type { Run } from '../../process/run.ts';
import { Secret } from '../../secret.ts';

/** How to log in to a registry host. */
export type Credential =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'identity-token'; readonly token: Secret }
  | { readonly kind: 'registry-token'; readonly token: Secret };

const HUB_KEY = 'https://index.docker.io/v1/';
const HUB_HOSTS = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
const NOT_FOUND = 'credentials not found in native keychain';

const authEntry = z.object({
  auth: z.optional(z.string()),
  username: z.optional(z.string()),
  password: z.optional(z.string()),
  identitytoken: z.optional(z.string()),
  registrytoken: z.optional(z.string()),
});
const configFile = z.object({
  auths: z.optional(z.record(z.string(), authEntry)),
  credHelpers: z.optional(z.record(z.string(), z.string())),
  credsStore: z.optional(z.string()),
});
const helperAnswer = z.object({ Username: z.string(), Secret: z.string() });

type ConfigFile = z.infer<typeof configFile>;
type AuthEntry = z.infer<typeof authEntry>;

export type CredentialDeps = { readonly run: Run; readonly signal: AbortSignal };

/**
 * The credential for `host` from docker's `config.json` in `folder`: credential helper of the host,
 * the store, then `auths`; anonymous when none is there. A broken file is BAD_FILE.
 */
export async function findCredential(
  folder: string,
  host: string,
  deps: CredentialDeps,
): Promise<Credential> {
  const config = await readConfig(join(folder, 'config.json'));
  if (config === undefined) return { kind: 'anonymous' };
  const keys = HUB_HOSTS.has(host) ? [HUB_KEY, ...HUB_HOSTS] : [host];
  const helperKey = keys.find((key) => config.credHelpers?.[key] !== undefined);
  // '' is docker's way to say that this host's login stands in the file, whatever the store.
  const helper = helperKey === undefined ? undefined : config.credHelpers?.[helperKey];
  if (helperKey !== undefined && helper) return askHelper(helper, helperKey, deps);
  if (helper === undefined && config.credsStore !== undefined && config.credsStore !== '') {
    const found = await askHelper(config.credsStore, keys[0] ?? host, deps);
    if (found.kind !== 'anonymous') return found;
  }
  const entry = Object.entries(config.auths ?? {}).find(([key]) =>
    keys.some((wanted) => bareHost(key) === bareHost(wanted)),
  );
  return entry === undefined ? { kind: 'anonymous' } : fromEntry(entry[1], host);
}

async function readConfig(path: string): Promise<ConfigFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return undefined;
    const message = `cannot read docker's configuration: ${messageOf(cause)}`;
    throw new InputError('BAD_FILE', [{ message, place: { file: path } }], { cause });
  }
  try {
    return configFile.parse(JSON.parse(text));
  } catch {
    // The parser's own message could quote a credential, so it is not kept as the cause.
    const message = "docker's configuration is not valid; log in again or mend the file";
    throw new InputError('BAD_FILE', [{ message, place: { file: path } }]);
  }
}

function bareHost(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function fromEntry(entry: AuthEntry, host: string): Credential {
  if (entry.identitytoken) {
    return { kind: 'identity-token', token: new Secret(entry.identitytoken) };
  }
  if (entry.registrytoken) {
    return { kind: 'registry-token', token: new Secret(entry.registrytoken) };
  }
  if (entry.username !== undefined && entry.password !== undefined) {
    return basic(entry.username, entry.password);
  }
  if (!entry.auth) return { kind: 'anonymous' };
  const decoded = Buffer.from(entry.auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = decoded.indexOf(':');
  if (colon < 0) {
    const message = `docker's configuration has no usable login for ${host}; run docker login ${host}`;
    throw new InputError('BAD_FILE', [{ message }]);
  }
  return basic(decoded.slice(0, colon), decoded.slice(colon + 1));
}

function basic(username: string, password: string): Credential {
  return { kind: 'basic', username, password: new Secret(password) };
}

function readAnswer(stdout: string): z.infer<typeof helperAnswer> | undefined {
  try {
    return helperAnswer.parse(JSON.parse(stdout));
  } catch {
    return undefined; // The parser's own message could quote the secret.
  }
}

async function askHelper(suffix: string, key: string, deps: CredentialDeps): Promise<Credential> {
  const program = `docker-credential-${suffix}`;
  if (!/^[a-zA-Z0-9._-]+$/.test(suffix)) {
    const message = `docker's configuration names a credential helper "${suffix}"; it is no program name`;
    throw new InputError('BAD_FILE', [{ message }]);
  }
  const result = await deps.run.run(program, ['get'], { input: key, signal: deps.signal });
  if (result.exitCode !== 0) {
    if (result.stdout.trim() === NOT_FOUND) return { kind: 'anonymous' };
    const message = `${program} has no credential for ${key} and says why on its own terminal`;
    throw new InputError('BAD_FILE', [{ message: `${message}; log in again` }]);
  }
  const answer = readAnswer(result.stdout);
  if (answer === undefined) {
    const message = `${program} answered for ${key} in a form that is not known; log in again`;
    throw new InputError('BAD_FILE', [{ message }]);
  }
  return answer.Username === '<token>'
    ? { kind: 'identity-token', token: new Secret(answer.Secret) }
    : basic(answer.Username, answer.Secret);
}
