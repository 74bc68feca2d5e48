import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';
import { runCommand } from './machine/command.ts';
import { ensurePackages } from './machine/debian-packages.ts';
import { programsNamed } from './machine/docker-client.ts';
import { enginePackages, openEngine, optionalEnginePackages } from './machine/engine.ts';
import { openMachine, projectRoot } from './machine/machine.ts';
import { type CommandLine, runMain } from './machine/main.ts';
import { registryPackages } from './machine/registry.ts';

const usage = `npm run bench -- [BENCH]... [--quick] [--product FOLDER] [--yes]

Measures what is in dist against its peers in one run: prints a table, writes build/bench.json,
and ends with exit code 1 when a value is past its bar. BENCH is the name of a file in test/bench
without .bench.ts. --quick takes a model of 200 MB instead of 2 GB and fewer runs; bars that need
the full size are then shown without being judged. --product measures another checkout's dist.
PACKAGE_MODEL_ANCHOR names the dist/index.cjs of docker/build-push-action that starts are compared
with; without it that is @actions/core alone.`;

const benchFolder = path.join(projectRoot, 'test/bench');
const suffix = '.bench.ts';
const resultFile = path.join(projectRoot, 'build/bench.json');

const measureSchema = z.object({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  bar: z.nullable(z.union([z.object({ atMost: z.number() }), z.object({ atLeast: z.number() })])),
  runs: z.string(),
  range: z.nullable(z.tuple([z.number(), z.number()])),
});
type Measure = z.output<typeof measureSchema>;

type Finished = { readonly exitCode: number; readonly measures: readonly Measure[] };

async function benchAll(line: CommandLine, signal: AbortSignal): Promise<number> {
  const all = (await readdir(benchFolder))
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .toSorted();
  const { names, options } = splitWords(line.words);
  if (names.some((name) => !all.includes(name)) || options.includes('--help')) {
    process.stderr.write(`${usage}\n\nBENCH: ${all.join(', ')}\n`);
    return options.includes('--help') ? 0 : 2;
  }
  const machine = await openMachine({ signal, assumeYes: line.assumeYes });
  const engineMissing = (await programsNamed('docker')).length === 0;
  await ensurePackages(
    machine,
    [...registryPackages, 'curl', 'openssl', ...(engineMissing ? enginePackages : [])],
    engineMissing ? optionalEnginePackages : [],
  );
  const engine = await openEngine(machine);
  const about = await describeMachine(signal, engine);
  try {
    const finished: Finished[] = [];
    for (const name of names.length === 0 ? all : names) {
      machine.say(`Measuring ${name}.`);
      finished.push(await runBench(name, options, { signal, path: engine.path }));
    }
    const measures = finished.flatMap((bench) => bench.measures);
    await mkdir(path.dirname(resultFile), { recursive: true });
    await writeFile(resultFile, `${JSON.stringify({ machine: about, measures }, null, 2)}\n`);
    process.stdout.write(`${[...aboutLines(about), '', ...tableLines(measures)].join('\n')}\n`);
    return finished.every(({ exitCode }) => exitCode === 0) ? 0 : 1;
  } finally {
    await engine.stop();
  }
}

function splitWords(words: readonly string[]): { names: string[]; options: string[] } {
  const at = words.findIndex((word) => word.startsWith('--'));
  const split = at < 0 ? words.length : at;
  return { names: words.slice(0, split), options: words.slice(split) };
}

/** Each bench is a process of its own; its stdout is one JSON object a line. */
async function runBench(
  name: string,
  options: readonly string[],
  deps: { readonly signal: AbortSignal; readonly path: string },
): Promise<Finished> {
  const file = path.join(benchFolder, `${name}${suffix}`);
  const child = spawn(process.execPath, [file, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATH: deps.path },
  });
  // The bench cleans up by itself: it is asked to end, and waited for.
  const end = (): void => void child.kill('SIGTERM');
  deps.signal.addEventListener('abort', end, { once: true });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    process.stdout.write(piece);
  });
  try {
    const [exitCode] = await once(child, 'close');
    deps.signal.throwIfAborted();
    const lines = text.split('\n').filter((line) => line !== '');
    const measures = lines.map((line) => measureSchema.parse(JSON.parse(line)));
    return { exitCode: typeof exitCode === 'number' ? exitCode : 1, measures };
  } finally {
    deps.signal.removeEventListener('abort', end);
  }
}

type About = Readonly<Record<string, string>>;

async function describeMachine(
  signal: AbortSignal,
  engine: { readonly serverVersion: string; readonly client: { readonly version: string } },
): Promise<About> {
  const firstLine = async (program: string, args: readonly string[]): Promise<string> =>
    (await runCommand(program, args, { signal })).stdout.split('\n')[0] ?? '';
  return {
    processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 1e9)} GB`,
    load: loadavg()
      .map((value) => value.toFixed(1))
      .join(' '),
    node: process.version,
    engine: `docker ${engine.serverVersion}, client ${engine.client.version}`,
    openssl: (await firstLine('openssl', ['version'])).split(' ').slice(0, 2).join(' '),
    curl: (await firstLine('curl', ['--version'])).split(' ').slice(0, 2).join(' '),
  };
}

function aboutLines(about: About): string[] {
  return Object.entries(about).map(([key, value]) => `${key}: ${value}`);
}

function tableLines(measures: readonly Measure[]): string[] {
  const rows = measures.map((measure) => {
    const { name, value, unit, runs, range } = measure;
    const shown = unit === 'times' ? `${digits(value)} ×` : `${digits(value)} ${unit}`;
    const spread = range === null ? '' : `${digits(range[0])}–${digits(range[1])}`;
    return [name, shown, barText(measure), verdict(measure), runs, spread];
  });
  const table = [['what', 'median', 'bar', '', 'runs', 'lowest–highest'], ...rows];
  const widths = table[0]?.map((_, column) =>
    Math.max(...table.map((row) => (row[column] ?? '').length)),
  );
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function digits(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

function barText({ bar }: Measure): string {
  if (bar === null) return '';
  return 'atMost' in bar ? `≤ ${bar.atMost}` : `≥ ${bar.atLeast}`;
}

function verdict({ bar, value }: Measure): string {
  if (bar === null) return '';
  return ('atMost' in bar ? value <= bar.atMost : value >= bar.atLeast) ? 'kept' : 'PAST';
}

await runMain(benchAll);
