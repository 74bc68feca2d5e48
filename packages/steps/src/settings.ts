import { Secret } from '@package-model/core/secret';
import type { NetworkSettings, Settings } from '@package-model/core/settings';
import type { MachineSettings, NetworkVariables } from '@package-model/host/settings';

/** Core's settings from the host's; addresses that may hold a password are wrapped. */
export function settingsOf(machine: MachineSettings): Settings {
  const { workingDirectory, temporaryDirectory, cacheDirectory } = machine;
  const { dockerConfigDirectory, podmanAuthFile, dockerSocket, searchPath } = machine;
  return {
    workingDirectory,
    temporaryDirectory,
    runId: machine.runId,
    cacheDirectory,
    dockerConfigDirectory,
    ...(podmanAuthFile !== undefined && { podmanAuthFile }),
    ...(dockerSocket !== undefined && { dockerSocket }),
    searchPath,
    ci: machine.ci,
    network: networkOf(machine.network),
  };
}

function networkOf(found: NetworkVariables): NetworkSettings {
  const { caCertificates, noProxy } = found;
  return {
    ...(caCertificates !== undefined && { caCertificates }),
    ...(noProxy !== undefined && { noProxy }),
    ...secret('pipIndexUrl', found.pipIndexUrl),
    ...secret('pipExtraIndexUrl', found.pipExtraIndexUrl),
    ...secret('aptProxy', found.aptProxy),
    ...secret('httpProxy', found.httpProxy),
    ...secret('httpsProxy', found.httpsProxy),
  };
}

function secret<K extends string>(key: K, value: string | undefined): { [P in K]?: Secret } {
  const entry: { [P in K]?: Secret } = {};
  if (value !== undefined) entry[key] = new Secret(value);
  return entry;
}

/** The parts of network settings to hide. */
export function credentialsIn(found: NetworkVariables): string[] {
  const { pipIndexUrl, pipExtraIndexUrl, aptProxy, httpProxy, httpsProxy } = found;
  const texts = [pipIndexUrl, pipExtraIndexUrl, aptProxy, httpProxy, httpsProxy];
  return texts.flatMap((text) => credentialsInText(text ?? ''));
}

/** A JSON text without the members of these names, however deep; any other text as it is. */
export function withoutMembers(text: string, names: readonly string[]): string {
  if (names.length === 0) return text;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value, (name, member: unknown) =>
      names.includes(name) ? undefined : member,
    );
  } catch {
    return text; // YAML, or faulty: told later.
  }
}

/**
 * Of each address with a login in a text: the address itself and its password, as it is written
 * and as it is meant. A user without a password is a token.
 */
export function credentialsInText(text: string): string[] {
  return text.split(/\s+/).flatMap((address) => {
    const login = /^[a-z][a-z0-9+.-]*:\/\/(?<login>[^/?#]*)@/i.exec(address)?.groups?.['login'];
    if (login === undefined) return [];
    const [user = '', ...password] = login.split(':');
    const secret = password.join(':') || user;
    return secret === '' ? [] : [...new Set([address, secret, decoded(secret)])];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Not percent-encoded: it is meant as it is written.
  }
}
