import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { runMain } from '@package-model/tooling/machine/main';
import { isWithin, rounded } from './measure.ts';
import type { Bar, Measure } from './measure.ts';

const LARGE_BYTES = 2 * 1024 ** 3;
const QUICK_BYTES = 200 * 1000 ** 2;

/** One run of one bench file. */
export type Bench = {
  readonly signal: AbortSignal;
  /** Fewer runs on a smaller model; bars that need the full size are then not judged. */
  readonly quick: boolean;
  /** Folder with the `dist` and `tasks` that are measured. */
  readonly product: string;
  /** Taken away at the end. */
  readonly folder: string;
  /** The same in memory where the machine has such a file system with enough room. */
  readonly fastFolder: string;
  readonly largeBytes: number;
  /** Prints a result as one line of JSON on stdout. */
  report(measure: Measure): void;
  say(line: string): void;
};

/** A bar that holds for the full size only: null in a quick run. */
export function fullSizeBar(bench: Bench, bar: Bar): Bar | null {
  return bench.quick ? null : bar;
}

/** Runs a bench file's main function: exit code 1 when a value is past its bar. */
export async function runBench(main: (bench: Bench) => Promise<void>): Promise<void> {
  await runMain(async (line, signal) => {
    const { values } = parseArgs({
      args: [...line.words],
      options: { quick: { type: 'boolean', default: false }, product: { type: 'string' } },
    });
    const largeBytes = values.quick ? QUICK_BYTES : LARGE_BYTES;
    const folder = await mkdtemp(join(tmpdir(), 'package-model-bench-'));
    const fastFolder = await openFastFolder(folder, largeBytes);
    let failed = 0;
    try {
      await main({
        signal,
        quick: values.quick,
        product: resolve(values.product ?? projectRoot),
        folder,
        fastFolder,
        largeBytes,
        report(measure) {
          if (!isWithin(measure)) failed += 1;
          process.stdout.write(`${JSON.stringify(rounded(measure))}\n`);
        },
        say: (text) => void process.stderr.write(`${text}\n`),
      });
    } finally {
      await rm(fastFolder, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    }
    return failed === 0 ? 0 : 1;
  });
}

/** Room for the model once as a file and twice in a registry. */
async function openFastFolder(folder: string, largeBytes: number): Promise<string> {
  const memory = '/dev/shm';
  const room = await statfs(memory).catch(() => undefined);
  if (room !== undefined && room.bavail * room.bsize > 4 * largeBytes) {
    return mkdtemp(join(memory, 'package-model-bench-'));
  }
  const onDisk = join(folder, 'fast');
  await mkdir(onDisk);
  return onDisk;
}
