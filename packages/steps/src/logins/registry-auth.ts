import { InputError } from '@package-model/core/errors';
import type { Fault } from '@package-model/core/errors';
import { parseYamlText } from '@package-model/core/package/config/yaml-text';
import { Secret } from '@package-model/core/secret';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';

const KEYS = ['registry', 'username', 'password'] as const;
const HUB = 'docker.io';

/**
 * The logins of `registry-auth`. BAD_INPUT with every fault, by the entry's number: nothing of the
 * text is repeated, as it holds passwords.
 */
export function readRegistryAuth(secret: Secret, shownAs: string): readonly BaseLogin[] {
  const entries = listIn(secret, shownAs);
  const faults: Fault[] = [];
  const logins = entries.flatMap((entry, index) => {
    const read = readEntry(entry);
    if ('login' in read) return [read.login];
    const place = { key: `${shownAs}[${index}]` };
    faults.push({ message: read.fault, place });
    return [];
  });
  const hosts = logins.map(({ address }) => address);
  for (const host of new Set(hosts.filter((one, index) => hosts.indexOf(one) !== index))) {
    const message = `${host} is there twice; give one login for each registry`;
    faults.push({ message, place: { key: shownAs } });
  }
  if (faults.length > 0) throw new InputError('BAD_INPUT', faults);
  return logins;
}

function listIn(secret: Secret, shownAs: string): readonly unknown[] {
  const place = { key: shownAs };
  let value: unknown;
  try {
    value = parseYamlText(secret.reveal(), shownAs).value;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // The parser's own message could quote a password, so it is not kept as the cause.
    const line = error.faults[0]?.place?.line;
    const where = line === undefined ? '' : ` (line ${line})`;
    const message = `this is neither YAML nor JSON${where}; write a list of registry, username and password`;
    throw new InputError('BAD_INPUT', [{ message, place }]);
  }
  if (Array.isArray(value) && value.length > 0) return value;
  const message =
    'this is no list; write entries of registry, username and password, each after a "-"';
  throw new InputError('BAD_INPUT', [{ message, place }]);
}

function readEntry(entry: unknown): { readonly login: BaseLogin } | { readonly fault: string } {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return { fault: 'must hold registry, username and password' };
  }
  const values = new Map(Object.entries(entry));
  const unknown = [...values.keys()].filter((key) => !KEYS.some((known) => known === key));
  if (unknown.length > 0) {
    return { fault: `${count(unknown.length)} unknown; known are ${KEYS.join(', ')}` };
  }
  const text = (key: (typeof KEYS)[number]): string => {
    const value: unknown = values.get(key);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const [registry, username, password] = [text('registry'), text('username'), text('password')];
  if (username === '' || password === '') {
    return { fault: 'username and password are needed, both as text; is the secret empty?' };
  }
  return { login: { address: hostOf(registry), username, password: new Secret(password) } };
}

function count(unknown: number): string {
  return unknown === 1 ? 'a key is' : `${unknown} keys are`;
}

/** The host of an address as people and connections write it; none is Docker Hub. */
export function hostOf(registry: string): string {
  const host = registry
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/, '')
    .toLowerCase();
  return ['', 'index.docker.io', 'registry-1.docker.io'].includes(host) ? HUB : host;
}
