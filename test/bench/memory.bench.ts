import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '@package-model/tooling/machine/command';
import { startRegistry } from '@package-model/tooling/machine/registry';
import { runBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { medianDifference, medianOf } from './measure.ts';
import { renewFile, writeRandomFile } from './model-file.ts';
import { findNodes } from './node-versions.ts';
import type { NodeProgram } from './node-versions.ts';

const TINY_BYTES = 1000;
const LIMIT_MB = 64;

/** Loaded before the program: the process itself notes its peak (VmHWM) as its last act. */
const probeText = `const { readFileSync, writeFileSync } = require('node:fs');
process.on('exit', () => writeFileSync(process.env.BENCH_PEAK_FILE, readFileSync('/proc/self/status')));
`;

/** Peak resident memory in MB of a process that registers `path`. */
async function peakOf(
  bench: Bench,
  node: NodeProgram,
  how: { readonly path: string; readonly host: string; readonly name: string },
): Promise<number> {
  const probe = join(bench.folder, 'probe.cjs');
  const peakFile = join(bench.folder, 'peak.txt');
  await writeFile(probe, probeText);
  const cli = join(bench.product, 'dist/cli.js');
  const args = ['--model-name', how.name, '--model-path', how.path];
  await mustRun(
    node.path,
    [
      '--require',
      probe,
      cli,
      'register-model',
      ...args,
      '--model-registry',
      `oci://${how.host}/mm`,
    ],
    {
      signal: bench.signal,
      cwd: bench.folder,
      env: { ...process.env, BENCH_PEAK_FILE: peakFile, XDG_CACHE_HOME: bench.folder },
    },
  );
  const kilobytes = /^VmHWM:\s+(\d+) kB/mu.exec(await readFile(peakFile, 'utf8'))?.[1];
  return (Number(kilobytes) * 1024) / 1e6;
}

/** A registration of the large model above one of a thousand bytes, both of bytes never seen. */
async function measure(bench: Bench, node: NodeProgram): Promise<void> {
  const large = await writeRandomFile(join(bench.fastFolder, 'model.bin'), bench.largeBytes);
  const tiny = await writeRandomFile(join(bench.fastFolder, 'tiny.bin'), TINY_BYTES);
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < 5; round += 1) {
    const directory = join(bench.fastFolder, `registry-${node.major}-${round}`);
    const server = await startRegistry({ signal: bench.signal, directory });
    try {
      await renewFile(large);
      await renewFile(tiny);
      const { host } = server;
      const theirs = await peakOf(bench, node, { path: tiny, host, name: 'tiny' });
      pairs.push({ ours: await peakOf(bench, node, { path: large, host, name: 'large' }), theirs });
    } finally {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    }
  }
  const name = `memory of a registration, Node ${node.major}`;
  const peaks = pairs.map((pair) => pair.ours);
  bench.report(medianOf({ name: `${name}: peak`, unit: 'MB' }, peaks));
  const above = { name: `${name}: above one of 1 kB`, unit: 'MB' } as const;
  bench.report(medianDifference(above, pairs, { atMost: LIMIT_MB }));
}

await runBench(async (bench) => {
  for (const node of await findNodes(bench)) await measure(bench, node);
});
