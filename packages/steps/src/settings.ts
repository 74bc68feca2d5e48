import { Secret } from '@package-model/core/secret';
import type { NetworkSettings, Settings } from '@package-model/core/settings';
import type { MachineSettings, NetworkVariables } from '@package-model/host/settings';

/** Core's settings from the host's; addresses that may hold a password are wrapped. */
export function settingsOf(machine: MachineSettings): Settings {
  const { workingDirectory, temporaryDirectory, cacheDirectory, dockerConfigDirectory } = machine;
  return {
    workingDirectory,
    temporaryDirectory,
    cacheDirectory,
    dockerConfigDirectory,
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

/** The parts of a network setting to hide: the whole text where it has a user or password in it. */
export function credentialsIn(found: NetworkVariables): string[] {
  const { pipIndexUrl, pipExtraIndexUrl, httpProxy, httpsProxy } = found;
  return [pipIndexUrl, pipExtraIndexUrl, httpProxy, httpsProxy]
    .flatMap((text) => text?.split(/\s+/) ?? [])
    .flatMap((text) => {
      if (!URL.canParse(text)) return [];
      const { username, password } = new URL(text);
      return username === '' && password === ''
        ? []
        : [text, ...(password === '' ? [] : [password])];
    });
}
