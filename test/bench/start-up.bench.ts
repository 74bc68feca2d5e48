import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '@package-model/tooling/machine/command';
import { runBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { medianDifference, timed } from './measure.ts';
import { findNodes } from './node-versions.ts';
import type { NodeProgram } from './node-versions.ts';

const LIMIT_MS = 60;

/** What is started, how, and a text that shows that it came as far as it should. */
type Start = {
  readonly name: string;
  readonly args: readonly string[];
  readonly shows: string;
};

const starts: readonly Start[] = [
  { name: '--help', args: ['dist/cli.js', '--help'], shows: 'Usage: package-model' },
  {
    name: 'step --help',
    args: ['dist/cli.js', 'build-image', '--help'],
    shows: 'Usage: package-model',
  },
  {
    name: 'refused inputs, terminal',
    args: ['dist/cli.js', 'register-model'],
    shows: '--model-path',
  },
  { name: 'refused inputs, GitHub step', args: ['dist/register-model.js'], shows: '::error' },
  { name: 'refused inputs, GitHub chain', args: ['dist/chain.js'], shows: '::error' },
  {
    name: 'refused inputs, Azure task',
    args: ['tasks/RegisterModel/dist/index.js'],
    shows: 'result=Failed',
  },
  {
    name: 'refused inputs, Azure chain',
    args: ['tasks/PackageModelPipeline/dist/index.js'],
    shows: 'result=Failed',
  },
];

async function measure(bench: Bench, node: NodeProgram, start: Start): Promise<void> {
  const empty = join(bench.folder, 'empty.mjs');
  await writeFile(empty, '');
  const [script = '', ...args] = start.args;
  const command = [join(bench.product, script), ...args];
  // Only what every runner has: no setting of this machine shall decide.
  const env = { PATH: process.env['PATH'], HOME: bench.folder, RUNNER_TEMP: bench.folder };
  const options = { signal: bench.signal, cwd: bench.folder, env };
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < 15; round += 1) {
    const theirs = await timed(() => runCommand(node.path, [empty], options));
    const ours = await timed(() => runCommand(node.path, command, options));
    const text = `${ours.result.stdout}${ours.result.stderr}`;
    if (!text.includes(start.shows)) throw new Error(`${start.name} did not start:\n${text}`);
    pairs.push({ ours: ours.ms, theirs: theirs.ms });
  }
  const name = `start of ${start.name}, Node ${node.major}: above an empty script`;
  bench.report(medianDifference({ name, unit: 'ms' }, pairs, { atMost: LIMIT_MS }));
}

await runBench(async (bench) => {
  for (const node of await findNodes(bench)) {
    for (const start of starts) await measure(bench, node, start);
  }
});
