import { readFile } from 'node:fs/promises';
import { codeOf, InputError, messageOf } from '@package-model/core/errors';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';

const HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
const HUB_KEY = 'https://index.docker.io/v1/';

/** Docker's config.json or podman's auth.json: `auths`, `credHelpers` and what else they have. */
export type LoginFile = Readonly<Record<string, unknown>>;

type Entry = readonly [string, unknown];

/** The entries of `auths` for these logins. */
export function authsOf(logins: readonly BaseLogin[]): readonly Entry[] {
  return logins.map(({ address, username, password }) => {
    const auth = Buffer.from(`${username}:${password.reveal()}`).toString('base64');
    return [HUB.includes(address) ? HUB_KEY : address, { auth }];
  });
}

/** Tells entries for other hosts than those of the logins. */
export function othersThan(logins: readonly BaseLogin[]): (entry: Entry) => boolean {
  const hosts = logins.flatMap(({ address }) => (HUB.includes(address) ? HUB : [address]));
  return ([key]) => !hosts.includes(bareHost(key));
}

function bareHost(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

/** The entries of an object; none of anything else. */
export function entriesOf(value: unknown): readonly Entry[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** A file of logins as it is; {} where there is none, BAD_FILE where nobody could read it. */
export async function readLogins(path: string, what: string): Promise<LoginFile> {
  const place = { file: path };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return {};
    const message = `cannot read ${what}: ${messageOf(cause)}`;
    throw new InputError('BAD_FILE', [{ message, place }], { cause });
  }
  const config = parse(text);
  if (config !== undefined) return config;
  const message = `${what} is not valid; log in again or mend the file`;
  throw new InputError('BAD_FILE', [{ message, place }]);
}

function parse(text: string): LoginFile | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(Object.entries(value));
  } catch {
    return undefined; // The parser's own message could quote a credential.
  }
}
