import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
  const args = argumentsOf(bench, [command, '--json'], inputs);
  const text = await mustRun(process.execPath, args, {
    signal: bench.signal,
    cwd,
    env: variablesOf(bench, env),
  });
  return outputs.parse(JSON.parse(text));
}

/** Milliseconds from the start of a command to the line that `mark` finds in what it says, and to its end. */
export async function productTimes(
  bench: Bench,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  call: {
    readonly words: readonly string[];
    readonly inputs: Readonly<Record<string, string>>;
    readonly mark: RegExp;
  },
): Promise<{ readonly marked: number; readonly whole: number }> {
  const { words, inputs, mark } = call;
  const startedAt = performance.now();
  const child = spawn(process.execPath, argumentsOf(bench, words, inputs), {
    stdio: ['ignore', 'ignore', 'pipe'],
    signal: bench.signal,
    cwd,
    env: variablesOf(bench, env),
  });
  let said = '';
  let marked = Number.NaN;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (Number.isNaN(marked) && mark.test(said)) marked = performance.now() - startedAt;
  });
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0 || Number.isNaN(marked)) throw new Error(`${words.join(' ')}:\n${said}`);
  return { marked, whole: performance.now() - startedAt };
}

function argumentsOf(
  bench: Bench,
  words: readonly string[],
  inputs: Readonly<Record<string, string>>,
): string[] {
  const flags = Object.entries(inputs).map(([name, text]) => `--${name}=${text}`);
  return [join(bench.product, 'dist/cli.js'), ...words, ...flags];
}

function variablesOf(bench: Bench, env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const cache = join(bench.folder, 'no-cache', String(Math.random()));
  return { ...process.env, XDG_CACHE_HOME: cache, ...env };
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
