import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPodmanEngine } from '@package-model/core/engine/podman';
import { withPrivateFolder } from '@package-model/core/engine/private-folder';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import { Secret } from '@package-model/core/secret';
import { readMachineSettings } from '@package-model/host/settings';
import { runWithLogins } from '@package-model/steps/run-with-logins';
import { settingsOf } from '@package-model/steps/settings';
import { mustRun } from '@package-model/tooling/machine/command';
import { expect, onTestFinished, test } from 'vitest';
import { busyboxImage, importBusyboxImage } from './support/busybox-image.ts';
import { podmanEnvironment, testPodman } from './support/podman.ts';
import { startRegistry } from './support/registry.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const { signal } = new AbortController();
const password = 'canary-of-the-reader';

/** A registry that wants a login, with one small image. */
async function privateImage(): Promise<string> {
  await importBusyboxImage();
  const registry = await startRegistry({
    signal,
    auth: { kind: 'basic', users: { reader: password } },
  });
  onTestFinished(() => registry.stop());
  const image = `${registry.host}/private/busybox:1`;
  const flags = ['--dest-tls-verify=false', `--dest-creds=reader:${password}`];
  const args = ['copy', ...flags, `docker-daemon:${busyboxImage}`, `docker://${image}`];
  await mustRun('skopeo', args, { signal });
  return image;
}

/** A machine on which a job has told podman of a file of logins, and docker has a store. */
async function podmanMachine(auths: unknown) {
  const folder = await temporaryFolder();
  const config = join(folder, '.docker');
  await mkdir(config);
  await writeFile(join(config, 'config.json'), JSON.stringify({ credsStore: 'none-such' }));
  const authFile = join(folder, 'own-auth.json');
  await writeFile(authFile, JSON.stringify({ auths }));
  const environment = {
    PATH: process.env['PATH'],
    HOME: folder,
    TMPDIR: folder,
    REGISTRY_AUTH_FILE: authFile,
    ...(await podmanEnvironment(folder)),
  };
  const machine = await readMachineSettings(environment, 'github');
  onTestFinished(() => machine.dispose());
  const deps = { run: createRun(environment), pipe: createPipe(environment) };
  return { ...deps, settings: settingsOf(machine) };
}

type Machine = Awaited<ReturnType<typeof podmanMachine>>;

async function pull(image: string, { run, pipe, settings }: Machine): Promise<void> {
  const { temporaryDirectory } = settings;
  const engine = createPodmanEngine({ run, pipe, temporaryDirectory }, { program: testPodman() });
  await engine.pull(image, { signal });
  await engine.removeImage(image, signal);
}

test("podman pulls with a login of the run, although the job's own file has none", async () => {
  const image = await privateImage();
  const auth = Buffer.from(`reader:${password}`).toString('base64');
  const host = image.split('/')[0] ?? '';
  const without = await podmanMachine({});
  await expect(pull(image, without)).rejects.toThrow('cannot be pulled');
  const login = { address: host, username: 'reader', password: new Secret(password) };
  await withPrivateFolder(without.settings.temporaryDirectory, async (folder) => {
    await pull(image, { ...without, ...(await runWithLogins([login], folder, without)) });
  });
  // Logins of the job's own file for other hosts are kept.
  const own = await podmanMachine({ [host]: { auth } });
  await withPrivateFolder(own.settings.temporaryDirectory, async (folder) => {
    const other = { ...login, address: 'other.example' };
    await pull(image, { ...own, ...(await runWithLogins([other], folder, own)) });
  });
});
