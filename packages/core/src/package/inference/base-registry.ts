import type { Fault, Place } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { Secret } from '../../secret.ts';
import type { KeyPath } from '../config/key-path.ts';
import { formatKeyPath } from '../config/key-path.ts';
import type { RegistryKeys } from './environment-keys.ts';

/** The registry of the base image, with a login where the configuration holds one. */
export type BaseRegistry = {
  readonly address: string;
  readonly username?: string;
  readonly password?: Secret;
};

export type RegistryCheck = {
  readonly placeOf: (path: KeyPath) => Place;
  readonly faults: Fault[];
  readonly log: Pick<Log, 'warn'>;
};

const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:\/[A-Za-z0-9._/-]+)?$/;

/** Azure ML says no address, or Python's None, for a workspace without one. */
const NO_REGISTRY =
  'baseImageRegistry has a login but its address is empty: the workspace has no registry yet; build an environment in it once, or name another registry';

/**
 * `baseImageRegistry`: the address as text, or an object of address, user name and password. A
 * login is whole or not there; a password in the file is warned of and never printed.
 */
export function readBaseRegistry(
  keys: RegistryKeys | undefined,
  path: KeyPath,
  check: RegistryCheck,
): BaseRegistry | undefined {
  if (keys === undefined) return undefined;
  const parts = typeof keys === 'string' ? { address: keys } : keys;
  const { address, username, password } = dropBlanks(parts);
  const refused = (message: string) => {
    check.faults.push({ message, place: check.placeOf(path) });
    return undefined;
  };
  if (password !== undefined) {
    const line = `${formatKeyPath([...path, 'password'])} is a password in a file: everyone who can read the repository has it; take it out, change it, and log in with docker login instead`;
    check.log.warn(line, check.placeOf([...path, 'password']));
  }
  if (typeof keys === 'object' && keys.registryIdentity) {
    const line = `${formatKeyPath([...path, 'registryIdentity'])} has no effect: there is no managed identity here; log in with docker login`;
    check.log.warn(line, check.placeOf([...path, 'registryIdentity']));
  }
  if (address === undefined && username === undefined && password === undefined) return undefined;
  if (address === undefined) return refused(NO_REGISTRY);
  const missing = missingOf({ address, username, password });
  if (missing.length > 0) {
    return refused(
      `${formatKeyPath(path)} has no ${missing.join(' and no ')}; give address, username and password, or the address alone`,
    );
  }
  const host = address.replace(/^https?:\/\//i, '').replace(/\/+$/, '');
  if (!HOST.test(host)) {
    return refused(
      `${formatKeyPath(path)} is not a registry; write its address: HOST or HOST:PORT`,
    );
  }
  return {
    address: host,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: new Secret(password) }),
  };
}

type Parts = { address?: string; username?: string; password?: string };

function dropBlanks(parts: { [name in keyof Parts]?: string | undefined }): Parts {
  const { address, username, password } = parts;
  return {
    ...(address && !/^(?:none|null)$/i.test(address.trim()) ? { address: address.trim() } : {}),
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
  };
}

function missingOf(parts: { [name in keyof Parts]: string | undefined }): string[] {
  const wanted =
    parts.username === undefined && parts.password === undefined
      ? (['address'] as const)
      : (['address', 'username', 'password'] as const);
  return wanted.filter((name) => parts[name] === undefined);
}
