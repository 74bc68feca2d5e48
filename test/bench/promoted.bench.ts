import { join } from 'node:path';
import { fullSizeBar, runBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { noChecks } from './candidate.ts';
import { environmentReference, openDockerPeer, writeContext } from './docker-peer.ts';
import type { DockerPeer } from './docker-peer.ts';
import { medianOf, timed, timesAsMuch } from './measure.ts';
import { renewFile, writeRandomFile } from './model-file.ts';
import { runProductIn } from './product.ts';
import { openRegistry, openSeed } from './seed.ts';
import type { Seed, SeededRegistry } from './seed.ts';

/*
 * A new version from its file until it is promoted, beside docker build, run, one request and push,
 * on one engine that has the environment image already.
 */

type On = { readonly seed: Seed; readonly peer: DockerPeer };
type Rounds = { readonly ours: number[]; readonly theirs: number[] };

const inSeconds = async (work: () => Promise<unknown>): Promise<number> =>
  (await timed(work)).ms / 1000;

/** Registered, built, tested and promoted, beside build, run, one request and push. */
async function chains(bench: Bench, { seed, peer }: On, modelFile: string): Promise<Rounds> {
  const rounds: Rounds = { ours: [], theirs: [] };
  for (let round = 0; round < (bench.quick ? 1 : 2); round += 1) {
    await using registry = await openRegistry(bench, seed);
    const environment = await environmentReference(seed, registry);
    await peer.pull(environment);
    await renewFile(modelFile);
    rounds.ours.push(await inSeconds(() => runChain(bench, { seed, peer, registry }, modelFile)));
    await renewFile(modelFile);
    const context = await writeContext(bench, { environment, modelFile, project: seed.project });
    const name = `${registry.prefix}/bench:peer`;
    rounds.theirs.push(
      await inSeconds(async () => {
        await peer.build(context, name);
        await peer.runAndAsk(name);
        await peer.push(name);
      }),
    );
    await peer.remove(name);
  }
  return rounds;
}

function runChain(
  bench: Bench,
  { seed, peer, registry }: On & { readonly registry: SeededRegistry },
  modelFile: string,
) {
  return runProductIn(bench, { cwd: seed.project, env: peer.env }, 'run', {
    'model-name': 'bench',
    'model-path': modelFile,
    'model-registry': `oci://${registry.prefix}`,
    'inference-config': 'inferenceconfig.json',
    'base-image': seed.baseImage,
    'package-path': join(bench.folder, 'chain'),
    image: `${registry.prefix}/bench:1`,
    docker: seed.engine.client.program,
    checks: noChecks,
    cases: '[{"request": {}}]',
  });
}

await runBench(async (bench) => {
  await using seed = await openSeed(bench);
  await using peer = await openDockerPeer(bench, seed);
  const modelFile = await writeRandomFile(join(bench.fastFolder, 'model.bin'), bench.largeBytes);
  const chain = await chains(bench, { seed, peer }, modelFile);
  const name = 'new version until promoted';
  bench.report(medianOf({ name, unit: 's' }, chain.ours));
  bench.report(medianOf({ name: `${name}: docker build, run, push`, unit: 's' }, chain.theirs));
  const three = fullSizeBar(bench, { atLeast: 3 });
  bench.report(timesAsMuch(`${name}: docker takes, of ours`, chain, three));
});
