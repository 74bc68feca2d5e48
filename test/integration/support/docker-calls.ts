import { chmod, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createRun } from '@package-model/core/process/spawn';
import { testDocker } from './engine.ts';

const FIELD = '\x1f';
const RECORD = '\x1e';

/** A docker program that notes each call before it passes it on. */
export type RecordingDocker = {
  readonly program: string;
  /** The arguments of each call so far. */
  calls(): Promise<readonly (readonly string[])[]>;
  /** Names of all containers that were asked for. */
  containerNames(): Promise<readonly string[]>;
};

export type RecordingOptions = {
  /** Shell lines that run before the call itself; "$1 $2" is the subcommand. */
  readonly before?: string;
  /** The program that it passes calls to, where that is not docker; its own name follows. */
  readonly engine?: string;
};

/** Writes such a program into a folder; what it noted is read from there. */
export async function recordingDocker(
  folder: string,
  { before = '', engine }: RecordingOptions = {},
): Promise<RecordingDocker> {
  const program = join(folder, engine === undefined ? 'recording-docker' : basename(engine));
  const log = join(folder, 'docker-calls');
  const note = `{ printf '%s\\037' "$@"; printf '\\036'; } >> '${log}'`;
  await writeFile(log, '');
  await writeFile(
    program,
    `#!/bin/sh\n${note}\n${before}\nexec '${engine ?? testDocker()}' "$@"\n`,
  );
  await chmod(program, 0o755);
  const calls = async (): Promise<readonly (readonly string[])[]> => {
    const text = await readFile(log, 'utf8');
    const records = text.split(RECORD).filter((record) => record !== '');
    return records.map((record) => record.split(FIELD).slice(0, -1));
  };
  return {
    program,
    calls,
    async containerNames() {
      const flag = '--name=';
      const all = (await calls()).flat().filter((word) => word.startsWith(flag));
      return all.map((word) => word.slice(flag.length));
    },
  };
}

/** The candidates that were run, by name, and that the engine still has. */
export async function candidatesLeft(recording: RecordingDocker): Promise<readonly string[]> {
  const words = (await recording.calls()).flat();
  const names = words.filter((word) => word.startsWith('package-model/candidate:'));
  const listed = await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}');
  const there = new Set(listed.split('\n'));
  return [...new Set(names)].filter((name) => there.has(name));
}

/** Runs docker and wants success; gives what it wrote. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { signal } = new AbortController();
  const result = await createRun(process.env).run(testDocker(), args, { signal });
  if (result.exitCode === 0) return result.stdout;
  throw new Error(`docker ${args.join(' ')} (${result.exitCode}): ${result.stderr}`);
}

/** True where docker keeps images with containerd: layers cannot be left out of what it loads. */
export async function hasContainerdStore(): Promise<boolean> {
  const status = await docker('info', '--format', '{{json .DriverStatus}}');
  return status.includes('io.containerd.snapshotter');
}

/** Takes images away that a test has made; those that are gone already are fine. */
export async function removeImages(...names: readonly string[]): Promise<void> {
  const { signal } = new AbortController();
  await createRun(process.env).run(testDocker(), ['image', 'rm', '--force', ...names], { signal });
}

/** Which of these containers the engine still has, running or not. */
export async function containersLeft(names: readonly string[]): Promise<readonly string[]> {
  const listed = await docker('container', 'ls', '--all', '--format', '{{.Names}}');
  const there = new Set(listed.split('\n'));
  return names.filter((name) => there.has(name));
}
