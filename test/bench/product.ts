import { join } from 'node:path';
import * as z from 'zod/mini';
import { mustRun } from '@package-model/tooling/machine/command';
import type { Bench } from './bench.ts';

/** No program has this name: a step that asks an engine fails, so a run that ends used none. */
export const NO_ENGINE = 'package-model-bench-without-engine';

const outputs = z.record(z.string(), z.string());

/** A folder to work in and the registry's `HOST/PREFIX`. */
export type Place = { readonly cwd: string; readonly prefix: string };

/** Runs a command of the bundled command line, as on a machine without any cache of ours. */
export function runProduct(
  bench: Bench,
  cwd: string,
  command: string,
  inputs: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  return runProductIn(bench, { cwd, env: {} }, command, inputs);
}

/** The same with variables of its own, such as the address of another engine. */
export async function runProductIn(
  bench: Bench,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  command: string,
  inputs: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const flags = Object.entries(inputs).map(([name, text]) => `--${name}=${text}`);
  const cache = join(bench.folder, 'no-cache', String(Math.random()));
  const text = await mustRun(
    process.execPath,
    [join(bench.product, 'dist/cli.js'), command, ...flags, '--json'],
    { signal: bench.signal, cwd, env: { ...process.env, XDG_CACHE_HOME: cache, ...env } },
  );
  return outputs.parse(JSON.parse(text));
}

/** Registers a file as the next version of the model `bench`; gives `bench:<version>`. */
export async function registerFile(bench: Bench, place: Place, path: string): Promise<string> {
  const found = await runProduct(bench, place.cwd, 'register-model', {
    'model-name': 'bench',
    'model-path': path,
    'model-registry': `oci://${place.prefix}`,
  });
  return found['model-id'] ?? '';
}

/** Makes the package of a version in a folder of that name. */
export async function packageVersion(
  bench: Bench,
  place: Place,
  how: { readonly model: string; readonly baseImage: string; readonly folder: string },
): Promise<void> {
  await runProduct(bench, place.cwd, 'package-model', {
    model: how.model,
    'model-registry': `oci://${place.prefix}`,
    'inference-config': 'inferenceconfig.json',
    'base-image': how.baseImage,
    'package-path': how.folder,
  });
}

/** Builds a package into a pushed candidate; the environment is pinned unless `docker` is given. */
export async function buildImage(
  bench: Bench,
  place: Place,
  how: { readonly folder: string; readonly docker?: string },
): Promise<void> {
  await runProduct(bench, place.cwd, 'build-image', {
    'package-path': how.folder,
    image: `${place.prefix}/bench:1`,
    docker: how.docker ?? NO_ENGINE,
  });
}
