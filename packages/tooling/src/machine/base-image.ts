import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runCommand, runWithin } from './command.ts';
import { ensurePackages } from './debian-packages.ts';
import type { Engine } from './engine.ts';
import { type Machine, mustRunAsRoot, rootCommand } from './machine.ts';

/** A base image that the engine has, and the Python in it (`3.11`). */
export type BaseImage = {
  readonly reference: string;
  readonly pythonVersion: string;
  readonly origin: 'pulled' | 'made' | 'reused';
};

const publicReference = 'docker.io/library/python:3.11-slim';
const localRepository = 'package-model-base';
const answerTimeoutMs = 10_000;
const downloadTimeoutMs = 300_000;

/**
 * Gives `python:3.11-slim` where a public registry answers, else an image made by debootstrap from
 * the distribution's own packages (about a minute, once).
 */
export async function openBaseImage(machine: Machine, engine: Engine): Promise<BaseImage> {
  const distribution = await readDistribution();
  const local = await findLocal(machine, engine, distribution.codename);
  if (local !== undefined) return local;
  if (await isPresent(machine, engine, publicReference)) {
    return { reference: publicReference, pythonVersion: '3.11', origin: 'reused' };
  }
  machine.say(`Looking for ${publicReference}.`);
  if (await isPulled(machine, engine)) {
    return { reference: publicReference, pythonVersion: '3.11', origin: 'pulled' };
  }
  return await makeBaseImage(machine, engine, distribution);
}

/** Makes the image from the distribution's packages, as `package-model-base:<codename>-python<v>`. */
export async function makeBaseImage(
  machine: Machine,
  engine: Engine,
  distribution: Distribution,
): Promise<BaseImage> {
  await ensurePackages(machine, ['debootstrap']);
  machine.say(`Making a base image from the packages of ${distribution.codename}.`);
  const folder = await mkdtemp(path.join(tmpdir(), 'package-model-base-'));
  const root = path.join(folder, 'root');
  try {
    await bootstrap(machine, root, distribution);
    const pythonVersion = await pythonIn(machine, root);
    const reference = `${localRepository}:${distribution.codename}-python${pythonVersion}`;
    await importRoot(machine, engine, { root, reference });
    return { reference, pythonVersion, origin: 'made' };
  } finally {
    await mustRunAsRoot(machine, ['rm', '-rf', '--one-file-system', folder]);
  }
}

export type Distribution = { readonly id: string; readonly codename: string };

/** Name and release of this machine's distribution, from /etc/os-release. */
export async function readDistribution(): Promise<Distribution> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const value = (key: string): string =>
    new RegExp(`^${key}="?([\\w.-]+)"?$`, 'mu').exec(text)?.[1] ?? '';
  return { id: value('ID'), codename: value('VERSION_CODENAME') };
}

async function findLocal(
  machine: Machine,
  engine: Engine,
  codename: string,
): Promise<BaseImage | undefined> {
  const listed = await runCommand(
    engine.client.program,
    ['image', 'ls', '--format', '{{.Tag}}', localRepository],
    { signal: machine.signal },
  );
  for (const tag of listed.stdout.split('\n')) {
    const [, tagCodename, pythonVersion] = /^([\w.]+)-python([\d.]+)$/u.exec(tag) ?? [];
    if (tagCodename === codename && pythonVersion !== undefined) {
      return { reference: `${localRepository}:${tag}`, pythonVersion, origin: 'reused' };
    }
  }
  return undefined;
}

async function isPresent(machine: Machine, engine: Engine, reference: string): Promise<boolean> {
  const args = ['image', 'inspect', reference];
  const { exitCode } = await runCommand(engine.client.program, args, { signal: machine.signal });
  return exitCode === 0;
}

/** Asks for the manifest with a short patience first; the pull itself may take its time. */
async function isPulled(machine: Machine, engine: Engine): Promise<boolean> {
  const { program } = engine.client;
  const { signal } = machine;
  const reachable = await runWithin(
    answerTimeoutMs,
    [program, 'manifest', 'inspect', publicReference],
    { signal, env: { ...process.env, DOCKER_CLI_EXPERIMENTAL: 'enabled' } },
  );
  if (reachable.exitCode !== 0) return false;
  const pulled = await runWithin(downloadTimeoutMs, [program, 'pull', publicReference], { signal });
  return pulled.exitCode === 0;
}

async function bootstrap(
  machine: Machine,
  root: string,
  distribution: Distribution,
): Promise<void> {
  const ubuntu = distribution.id === 'ubuntu';
  const include = 'ca-certificates,python3,python3-pip,python3-venv';
  const components = ubuntu ? 'main,universe' : 'main';
  const mirror = await mirrorOf(machine, distribution.codename);
  await mustRunAsRoot(
    machine,
    [
      'debootstrap',
      '--variant=minbase',
      `--include=${include}`,
      `--components=${components}`,
      distribution.codename,
      root,
      ...(mirror === undefined ? [] : [mirror]),
    ],
    { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, ...proxyVariables() },
  );
  const leftovers = ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man'];
  const folders = [...leftovers, 'usr/share/locale'].map((name) => path.join(root, name));
  await mustRunAsRoot(machine, ['rm', '-rf', ...folders]);
  await mustRunAsRoot(machine, ['mkdir', '-p', ...folders.slice(0, 2)]);
  await mustRunAsRoot(machine, ['ln', '-s', 'python3', path.join(root, 'usr/bin/python')]);
}

function proxyVariables(): NodeJS.ProcessEnv {
  const names = ['http_proxy', 'https_proxy', 'no_proxy'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name] ?? process.env[name.toUpperCase()];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The mirror that this machine's own apt uses, so that a local one is used here too. */
async function mirrorOf(machine: Machine, codename: string): Promise<string | undefined> {
  const { stdout } = await runCommand(
    'apt-get',
    ['indextargets', '--format', '$(CODENAME) $(SITE)', 'Identifier: Packages'],
    { signal: machine.signal },
  );
  const line = stdout.split('\n').find((line) => line.startsWith(`${codename} `));
  return line?.slice(codename.length + 1);
}

async function pythonIn(machine: Machine, root: string): Promise<string> {
  const [program, args] = rootCommand(
    machine,
    ['chroot', root, '/usr/bin/python3', '--version'],
    {},
  );
  const { stdout } = await runCommand(program, args, { signal: machine.signal });
  const version = /^Python (\d+\.\d+)/u.exec(stdout)?.[1];
  if (version === undefined) throw new Error('The base image that was made has no working Python.');
  return version;
}

async function importRoot(
  machine: Machine,
  engine: Engine,
  image: { readonly root: string; readonly reference: string },
): Promise<void> {
  const [tarProgram, tarArgs] = rootCommand(
    machine,
    ['tar', '--sort=name', '--numeric-owner', '-C', image.root, '-c', '.'],
    {},
  );
  const changes = [
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'ENV LANG=C.UTF-8',
    'CMD ["python3"]',
  ].flatMap((change) => ['--change', change]);
  const { signal } = machine;
  const tar = spawn(tarProgram, tarArgs, { stdio: ['ignore', 'pipe', 'inherit'], signal });
  const load = spawn(engine.client.program, ['import', ...changes, '-', image.reference], {
    stdio: ['pipe', 'ignore', 'inherit'],
    signal,
  });
  const codes = Promise.all([once(tar, 'close'), once(load, 'close')]);
  await Promise.all([pipeline(tar.stdout, load.stdin), codes]);
  if (tar.exitCode !== 0 || load.exitCode !== 0) {
    throw new Error(`docker import of ${image.reference} failed.`);
  }
}
