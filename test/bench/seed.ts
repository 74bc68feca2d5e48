import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, hexOf } from '@package-model/core/oci/digest';
import { openBaseImage } from '@package-model/tooling/machine/base-image';
import type { BaseImage } from '@package-model/tooling/machine/base-image';
import { openEngine } from '@package-model/tooling/machine/engine';
import type { Engine } from '@package-model/tooling/machine/engine';
import { freePort } from '@package-model/tooling/machine/free-port';
import { openMachine, projectRoot } from '@package-model/tooling/machine/machine';
import type { Machine } from '@package-model/tooling/machine/machine';
import { startRegistry } from '@package-model/tooling/machine/registry';
import type { Bench } from './bench.ts';
import { writeRandomFile } from './model-file.ts';
import { buildImage, packageVersion, registerFile } from './product.ts';

/**
 * What every run starts from: a registry's folder that holds the environment image and nothing
 * else of weight, and a project whose lock file pins it.
 */
export type Seed = AsyncDisposable & {
  readonly machine: Machine;
  readonly engine: Engine;
  readonly baseImage: string;
  readonly registryFolder: string;
  readonly project: string;
};

/** A registry server on a copy of the seed's folder, gone with all it holds after `stop`. */
export type SeededRegistry = AsyncDisposable & { readonly host: string; readonly prefix: string };

const SERVER = 'azureml-inference-server-http==1.5.1';
const scoreText = `def init():
    pass


def run(raw_data):
    return [1]
`;

/**
 * The seed from build/bench, made there first where it is missing (about half a minute, once). An
 * engine that had to be started for it ends with it.
 */
export async function openSeed(bench: Bench): Promise<Seed> {
  const machine = await openMachine({ signal: bench.signal, assumeYes: false });
  const engine = await openEngine(machine);
  try {
    const found = await findSeed(bench, machine, engine);
    return { machine, engine, ...found, [Symbol.asyncDispose]: () => engine.stop() };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

async function findSeed(bench: Bench, machine: Machine, engine: Engine) {
  const base = await openBaseImage(machine, engine);
  const conda = condaText(base);
  const key = hexOf(digestOf(`${base.reference}\n${conda}`)).slice(0, 12);
  const kept = join(projectRoot, 'build/bench', key);
  const opened = await takeKept(bench, kept, base).catch(() => undefined);
  if (opened === undefined) await makeSeed(bench, kept, { engine, base, conda });
  const folders = opened ?? (await takeKept(bench, kept, base));
  return { baseImage: base.reference, ...folders };
}

function condaText({ pythonVersion }: BaseImage): string {
  const dependencies = [`python=${pythonVersion}`, 'pip', { pip: [SERVER] }];
  return JSON.stringify({ name: 'bench', dependencies });
}

/** A copy of what is kept, tried without an engine: what an older version left may not fit. */
async function takeKept(
  bench: Bench,
  kept: string,
  base: BaseImage,
): Promise<Pick<Seed, 'registryFolder' | 'project'>> {
  const folder = join(bench.fastFolder, 'seed');
  await rm(folder, { recursive: true, force: true });
  await cp(kept, folder, { recursive: true });
  const seed = { registryFolder: join(folder, 'registry'), project: join(folder, 'project') };
  await using registry = await openRegistry(bench, seed);
  const place = { cwd: seed.project, prefix: registry.prefix };
  const how = { model: 'bench:1', baseImage: base.reference, folder: join(bench.folder, 'trial') };
  await packageVersion(bench, place, how);
  await buildImage(bench, place, how);
  return seed;
}

async function makeSeed(
  bench: Bench,
  kept: string,
  how: { readonly engine: Engine; readonly base: BaseImage; readonly conda: string },
): Promise<void> {
  bench.say('Building the environment image of the bench.');
  const fresh = join(bench.folder, 'seed');
  const project = join(fresh, 'project');
  const registryFolder = join(fresh, 'registry');
  await mkdir(join(project, 'source'), { recursive: true });
  await mkdir(registryFolder);
  await writeFile(join(project, 'source/score.py'), scoreText);
  await writeFile(join(project, 'myenv.yml'), how.conda);
  const config = { entryScript: 'score.py', sourceDirectory: 'source', condaFile: 'myenv.yml' };
  await writeFile(join(project, 'inferenceconfig.json'), JSON.stringify(config));
  const tiny = await writeRandomFile(join(bench.folder, 'tiny.bin'), 1000);
  const server = await startRegistry({ signal: bench.signal, directory: registryFolder });
  try {
    const place = { cwd: project, prefix: `${server.host}/mm` };
    const model = await registerFile(bench, place, tiny);
    const folder = join(bench.folder, 'first');
    await packageVersion(bench, place, { model, baseImage: how.base.reference, folder });
    await buildImage(bench, place, { folder, docker: how.engine.client.program });
  } finally {
    await server.stop();
  }
  await rm(kept, { recursive: true, force: true });
  await mkdir(join(kept, '..'), { recursive: true });
  // Renamed or, from another file system, copied: only whole seeds are kept.
  await cp(fresh, `${kept}.tmp`, { recursive: true });
  await rename(`${kept}.tmp`, kept);
}

/** Changes the entry script, as a commit to it would. */
export async function changeCode(project: string): Promise<void> {
  const stamp = `# ${performance.now()} ${Math.random()}\n`;
  await writeFile(join(project, 'source/score.py'), `${scoreText}${stamp}`);
}

/** Starts a registry on a copy of the seed. */
export async function openRegistry(
  bench: Bench,
  seed: Pick<Seed, 'registryFolder'>,
): Promise<SeededRegistry> {
  const port = await freePort();
  const directory = join(bench.fastFolder, `registry-${port}`);
  await cp(seed.registryFolder, directory, { recursive: true });
  const server = await startRegistry({ signal: bench.signal, directory, port });
  return {
    host: server.host,
    prefix: `${server.host}/mm`,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
