import { join } from 'node:path';
import type { PrivateFolder } from '@package-model/core/engine/private-folder';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';
import { writeDockerConfig } from './logins/docker-config.ts';
import { authsOf, entriesOf, othersThan, readLogins } from './login-file.ts';
import type { LoginFile } from './login-file.ts';
import { withVariables } from './open-engine.ts';
import type { StepContext } from './step.ts';

const FILE = 'auth.json';

type Running = Pick<StepContext, 'run' | 'pipe' | 'settings'>;

/**
 * Has docker and podman use these logins before those of the user for the same hosts: the folder
 * becomes docker's configuration, and a file in it that of podman's logins.
 */
export async function runWithLogins(
  logins: readonly BaseLogin[],
  folder: PrivateFolder,
  { run, pipe, settings }: Running,
): Promise<Running> {
  await writeDockerConfig(folder, logins, settings.dockerConfigDirectory);
  const podmanAuthFile = await writePodmanAuth(folder, logins, settings);
  const variables = { DOCKER_CONFIG: folder.path, REGISTRY_AUTH_FILE: podmanAuthFile };
  return {
    ...withVariables(variables, { run, pipe }),
    settings: { ...settings, dockerConfigDirectory: folder.path, podmanAuthFile },
  };
}

/** Podman knows no stores for all hosts, and reads one file alone when it is told which. */
async function writePodmanAuth(
  folder: PrivateFolder,
  logins: readonly BaseLogin[],
  { dockerConfigDirectory, podmanAuthFile }: Running['settings'],
): Promise<string> {
  const docker = await readLogins(
    join(dockerConfigDirectory, 'config.json'),
    "docker's configuration",
  );
  const own = await readPodmanLogins(podmanAuthFile);
  const isOther = othersThan(logins);
  const both = (key: string) => [...entriesOf(docker[key]), ...entriesOf(own[key])].filter(isOther);
  // '' is docker's word for no helper; podman would start one without a name.
  const helpers = both('credHelpers').filter(([, helper]) => helper !== '');
  const auths = Object.fromEntries([...both('auths'), ...authsOf(logins)]);
  return folder.write(FILE, JSON.stringify({ auths, credHelpers: Object.fromEntries(helpers) }));
}

/** What podman cannot read either it goes without; docker has no use for it. */
async function readPodmanLogins(path: string | undefined): Promise<LoginFile> {
  if (path === undefined) return {};
  return readLogins(path, "podman's file of logins").catch(() => ({}));
}
