import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { docker } from './docker-calls.ts';

const label = 'package-model.run';

/** Containers of any run of ours, by id with the run's own id; stopped ones too. */
export async function runContainers(): Promise<ReadonlyMap<string, string>> {
  const format = `{{.ID}} {{.Label "${label}"}}`;
  const filter = `label=${label}`;
  const listed = await docker(
    'container',
    'ls',
    '--all',
    '--no-trunc',
    '--filter',
    filter,
    '--format',
    format,
  );
  const rows = listed.split('\n').filter((line) => line !== '');
  return new Map(
    rows.map((line): [string, string] => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']),
  );
}

/** Runs of others on this machine go on beside a test: `isOurs` knows them apart. */
export type RunFilter = (run: string) => Promise<boolean>;

/** Waits for a container that was not there before; gives the id of its run. */
export async function newRun(
  before: ReadonlyMap<string, string>,
  isOurs: RunFilter = () => Promise.resolve(true),
): Promise<string> {
  let found: string | undefined;
  const look = async (): Promise<boolean> => {
    for (const [id, run] of await runContainers()) {
      if (!before.has(id) && (await isOurs(run))) found = run;
    }
    return found !== undefined;
  };
  await expect.poll(look, { timeout: 120_000, interval: 200 }).toBe(true);
  return found ?? '';
}

/** True for the runs that the runner's files of state, below a folder, speak of. */
export function runsBelow(folder: string): RunFilter {
  return async (run) => {
    const paths = await readdir(folder, { recursive: true });
    for (const path of paths.filter((one) => /\/statecmd[^/]*$/.test(one))) {
      if ((await readFile(join(folder, path), 'utf8').catch(() => '')).includes(run)) return true;
    }
    return false;
  };
}

/** The containers of one run that the engine still has. */
export async function containersOfRun(run: string): Promise<readonly string[]> {
  return [...(await runContainers())].filter(([, own]) => own === run).map(([id]) => id);
}
