import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '@package-model/tooling/machine/command';
import { surfaces } from '@package-model/tooling/surfaces';
import * as z from 'zod/mini';
import { runBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { medianDifference, medianOf, timed, timesAsMuch } from './measure.ts';
import { findNodes } from './node-versions.ts';
import type { NodeProgram } from './node-versions.ts';
import { openAnchor } from './start-up-anchor.ts';
import type { Anchor } from './start-up-anchor.ts';

const LIMIT_MS = 60;
const LIMIT_KB = 300;
const watch = fileURLToPath(new URL('load-watch.mjs', import.meta.url));
const foundSchema = z.object({ cpuMs: z.number(), bytes: z.number() });

/** What is started, how, and a text that shows that it came as far as it should. */
type Start = {
  readonly name: string;
  readonly args: readonly string[];
  readonly shows: string;
};

/** Every entry, with inputs that it refuses. */
const starts: readonly Start[] = [
  { name: '--help', args: ['dist/cli.js', '--help'], shows: 'Usage: package-model' },
  {
    name: 'step --help',
    args: ['dist/cli.js', 'build-image', '--help'],
    shows: 'Usage: package-model',
  },
  { name: 'refused inputs, terminal', args: ['dist/cli.js', 'register-model'], shows: 'required' },
  ...surfaces.flatMap(({ step, task }) => [
    { name: `action ${step.name}`, args: [`dist/${step.name}.js`], shows: '::error' },
    { name: `task ${task}`, args: [`tasks/${task}/dist/index.js`], shows: 'result=Failed' },
  ]),
];

/** Only what every runner has: no setting of this machine shall decide. One input is wrong. */
function environmentOf(bench: Bench): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: bench.folder,
    RUNNER_TEMP: bench.folder,
    'INPUT_MODEL-REGISTRY': 'ftp:',
    INPUT_MODELREGISTRY: 'ftp:',
  };
}

async function measureTime(bench: Bench, node: NodeProgram, start: Start): Promise<void> {
  const empty = join(bench.folder, 'empty.mjs');
  await writeFile(empty, '');
  const [script = '', ...args] = start.args;
  const command = [join(bench.product, script), ...args];
  const options = { signal: bench.signal, cwd: bench.folder, env: environmentOf(bench) };
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < (bench.quick ? 5 : 15); round += 1) {
    const theirs = await timed(() => runCommand(node.path, [empty], options));
    const ours = await timed(() => runCommand(node.path, command, options));
    const text = `${ours.result.stdout}${ours.result.stderr}`;
    if (!text.includes(start.shows)) throw new Error(`${start.name} did not start:\n${text}`);
    pairs.push({ ours: ours.ms, theirs: theirs.ms });
  }
  const name = `start of ${start.name}, Node ${node.major}: above an empty script`;
  bench.report(medianDifference({ name, unit: 'ms' }, pairs, { atMost: LIMIT_MS }));
}

type Cost = z.output<typeof foundSchema>;

/** Processor time and bytes of what one start loads; the process tells them at its end. */
async function costOf(bench: Bench, command: readonly string[]): Promise<Cost> {
  const file = join(bench.folder, 'load-watch.json');
  const env = { ...environmentOf(bench), LOAD_WATCH_FILE: file };
  const options = { signal: bench.signal, cwd: bench.folder, env };
  await runCommand(process.execPath, ['--import', watch, ...command], options);
  return z.parse(foundSchema, JSON.parse(await readFile(file, 'utf8')));
}

async function measureCost(bench: Bench, start: Start, anchor: Anchor): Promise<void> {
  const [script = '', ...args] = start.args;
  const ours: Cost[] = [];
  const theirs: Cost[] = [];
  for (let round = 0; round < (bench.quick ? 3 : 9); round += 1) {
    theirs.push(await costOf(bench, [anchor.file]));
    ours.push(await costOf(bench, [join(bench.product, script), ...args]));
  }
  const sides = (key: keyof Cost) => ({
    ours: ours.map((cost) => cost[key]),
    theirs: theirs.map((cost) => cost[key]),
  });
  const what = `start of ${start.name}`;
  const bar = { atLeast: anchor.atLeast };
  const cpu = sides('cpuMs');
  bench.report(medianOf({ name: `${what}: processor time`, unit: 'ms' }, cpu.ours));
  bench.report(timesAsMuch(`${what}: less processor time than ${anchor.name}`, cpu, bar));
  const bytes = sides('bytes');
  const kilobytes = bytes.ours.map((count) => count / 1000);
  const loaded = { name: `${what}: loaded`, unit: 'kB' } as const;
  bench.report(medianOf(loaded, kilobytes, { atMost: LIMIT_KB }));
  bench.report(timesAsMuch(`${what}: less to load than ${anchor.name}`, bytes, bar));
}

await runBench(async (bench) => {
  const anchor = await openAnchor(bench);
  for (const start of starts) await measureCost(bench, start, anchor);
  for (const node of await findNodes(bench)) {
    for (const start of starts) await measureTime(bench, node, start);
  }
});
