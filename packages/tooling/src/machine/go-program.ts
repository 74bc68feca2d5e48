import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { mustRun, runCommand } from './command.ts';
import { programsNamed } from './docker-client.ts';
import { openGo } from './go-toolchain.ts';
import { isAtLeast } from './is-at-least.ts';
import type { Machine } from './machine.ts';

/** A program that is a Go module: what to build, and in which version. */
export type GoProgram = {
  readonly name: string;
  readonly package: string;
  readonly version: string;
};

/** Runs workflows of GitHub on this machine. */
export const act: GoProgram = {
  name: 'act',
  package: 'github.com/nektos/act',
  version: '0.2.87',
};

/** Checks workflows of GitHub, and what they give to local actions. */
export const actionlint: GoProgram = {
  name: 'actionlint',
  package: 'github.com/rhysd/actionlint/cmd/actionlint',
  version: '1.7.12',
};

/**
 * Paths of the programs, by name: from PATH where that is no older, else from our cache folder, into
 * which they are built from the Go module proxy the first time (about a minute).
 */
export async function openGoPrograms(
  machine: Machine,
  programs: readonly GoProgram[],
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  const missing: GoProgram[] = [];
  for (const program of programs) {
    const path = await findProgram(machine, program);
    if (path === undefined) missing.push(program);
    else found[program.name] = path;
  }
  return missing.length === 0 ? found : { ...found, ...(await buildPrograms(machine, missing)) };
}

function cachedPath({ cacheDirectory }: Machine, { name, version }: GoProgram): string {
  return path.join(cacheDirectory, 'go-programs', `${name}-${version}`);
}

async function findProgram(machine: Machine, program: GoProgram): Promise<string | undefined> {
  const { signal } = machine;
  for (const candidate of await programsNamed(program.name)) {
    const { stdout } = await runCommand(candidate, ['--version'], { signal });
    if (isAtLeast(stdout, program.version)) return candidate;
  }
  const cached = cachedPath(machine, program);
  const isThere = await access(cached).then(
    () => true,
    () => false,
  );
  return isThere ? cached : undefined;
}

/** Go's own caches go with the folder where Go itself is fetched: they are large. */
async function buildPrograms(
  machine: Machine,
  programs: readonly GoProgram[],
): Promise<Readonly<Record<string, string>>> {
  const { signal } = machine;
  const home = path.join(machine.cacheDirectory, 'go-programs');
  await mkdir(home, { recursive: true });
  const folder = await mkdtemp(path.join(home, 'build-'));
  try {
    const go = await openGo(machine, folder);
    const isFetched = go.startsWith(folder);
    const env = {
      ...process.env,
      CGO_ENABLED: '0',
      GOBIN: path.join(folder, 'bin'),
      ...(isFetched && {
        GOFLAGS: '-modcacherw',
        GOMODCACHE: path.join(folder, 'modules'),
        GOCACHE: path.join(folder, 'cache'),
      }),
    };
    const built: Record<string, string> = {};
    for (const program of programs) {
      machine.say(`Building ${program.name} ${program.version}.`);
      const source = `${program.package}@v${program.version}`;
      await mustRun(go, ['install', '-ldflags=-s -w', source], { signal, env, cwd: folder });
      const target = cachedPath(machine, program);
      await rename(path.join(folder, 'bin', program.name), target);
      built[program.name] = target;
    }
    return built;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
