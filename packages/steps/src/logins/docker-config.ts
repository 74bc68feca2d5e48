import { readdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PrivateFolder } from '@package-model/core/engine/private-folder';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';
import { authsOf, entriesOf, othersThan, readLogins } from '../login-file.ts';
import type { LoginFile } from '../login-file.ts';

const FILE = 'config.json';

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
  const config = merge(await readLogins(join(own, FILE), "docker's configuration"), logins);
  await folder.write(FILE, JSON.stringify(config));
  // A folder that is not there has nothing to link.
  const entries = await readdir(own, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((one) => !one.isFile())) {
    await symlink(join(own, entry.name), join(folder.path, entry.name), 'junction');
  }
}

/** The user's configuration with the logins in it. */
function merge(own: LoginFile, logins: readonly BaseLogin[]): LoginFile {
  const isOther = othersThan(logins);
  const auths = entriesOf(own['auths']).filter(isOther);
  const helpers = entriesOf(own['credHelpers']).filter(isOther);
  const ours = authsOf(logins);
  // '' makes docker look into this file, although there is a store for all hosts.
  const isStored = typeof own['credsStore'] === 'string' && own['credsStore'] !== '';
  const inFile = isStored ? ours.map(([key]) => [key, ''] as const) : [];
  return {
    ...own,
    auths: Object.fromEntries([...auths, ...ours]),
    credHelpers: Object.fromEntries([...helpers, ...inFile]),
  };
}
