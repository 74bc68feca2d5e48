import { readFile, readdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PrivateFolder } from '@package-model/core/engine/private-folder';
import { codeOf, InputError, messageOf } from '@package-model/core/errors';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';

const FILE = 'config.json';
const HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
const HUB_KEY = 'https://index.docker.io/v1/';

type Config = Readonly<Record<string, unknown>>;

/**
 * Writes a docker configuration that has all of the user's own, with these logins in the place of
 * those for the same hosts. The user's folders (contexts, plugins, builders) are linked, and nothing
 * of the user's own is changed. BAD_FILE for a configuration that docker could not read either.
 */
export async function writeDockerConfig(
  folder: PrivateFolder,
  logins: readonly BaseLogin[],
  dockerConfigDirectory: string,
): Promise<void> {
  const own = resolve(dockerConfigDirectory);
  const config = merge(await readOwn(join(own, FILE)), logins);
  await folder.write(FILE, JSON.stringify(config));
  // A folder that is not there has nothing to link.
  const entries = await readdir(own, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((one) => !one.isFile())) {
    await symlink(join(own, entry.name), join(folder.path, entry.name), 'junction');
  }
}

/** The user's configuration with the logins in it. */
function merge(own: Config, logins: readonly BaseLogin[]): Config {
  const keys = new Set(logins.flatMap(({ address }) => keysOf(address)));
  const isOther = ([key]: readonly [string, unknown]): boolean => !keys.has(bareHost(key));
  const auths = entriesOf(own['auths']).filter(isOther);
  const helpers = entriesOf(own['credHelpers']).filter(isOther);
  const ours = logins.map(({ address, username, password }) => {
    const auth = Buffer.from(`${username}:${password.reveal()}`).toString('base64');
    return [keyOf(address), { auth }] as const;
  });
  // '' makes docker look into this file, although there is a store for all hosts.
  const isStored = typeof own['credsStore'] === 'string' && own['credsStore'] !== '';
  const inFile = isStored ? ours.map(([key]) => [key, ''] as const) : [];
  return {
    ...own,
    auths: Object.fromEntries([...auths, ...ours]),
    credHelpers: Object.fromEntries([...helpers, ...inFile]),
  };
}

function keyOf(host: string): string {
  return HUB.includes(host) ? HUB_KEY : host;
}

function keysOf(host: string): readonly string[] {
  return HUB.includes(host) ? HUB : [host];
}

function bareHost(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

async function readOwn(path: string): Promise<Config> {
  const place = { file: path };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return {};
    const message = `cannot read docker's configuration: ${messageOf(cause)}`;
    throw new InputError('BAD_FILE', [{ message, place }], { cause });
  }
  const config = parse(text);
  if (config !== undefined) return config;
  const message = "docker's configuration is not valid; log in again or mend the file";
  throw new InputError('BAD_FILE', [{ message, place }]);
}

function parse(text: string): Config | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(Object.entries(value));
  } catch {
    return undefined; // The parser's own message could quote a credential.
  }
}
