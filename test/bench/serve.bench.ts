import { join } from 'node:path';
import { checkIds } from '@package-model/core/smoke/checks/ids';
import { fullSizeBar, runBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { environmentReference, openDockerPeer, writeContext } from './docker-peer.ts';
import type { DockerPeer } from './docker-peer.ts';
import { medianDifference, medianOf, timed, timesAsMuch } from './measure.ts';
import { renewFile, writeRandomFile } from './model-file.ts';
import { packageVersion, registerFile, runProduct, runProductIn } from './product.ts';
import { openRegistry, openSeed } from './seed.ts';
import type { Seed, SeededRegistry } from './seed.ts';

/*
 * A new version until it is promoted, a candidate until its first answer, and what a smoke test adds
 * to running a container: each beside docker, on one engine that has the environment image already.
 */

const SMALL_BYTES = 20_000_000;
const OWN_MS = 300;
/** Beside a bare request nothing else is asked of the service. */
const NO_CHECKS = checkIds.map((id) => `${id}=off`).join(',');

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
    checks: NO_CHECKS,
    cases: '[{"request": {}}]',
  });
}

/** A pushed candidate with the given model file. */
async function makeCandidate(
  bench: Bench,
  { seed, registry }: { readonly seed: Seed; readonly registry: SeededRegistry },
  modelFile: string,
): Promise<string> {
  const place = { cwd: seed.project, prefix: registry.prefix };
  const folder = join(bench.folder, 'candidate');
  const model = await registerFile(bench, place, modelFile);
  await packageVersion(bench, place, { model, baseImage: seed.baseImage, folder });
  const inputs = { 'package-path': folder, image: `${registry.prefix}/bench:1` };
  const { image = '' } = await runProduct(bench, seed.project, 'build-image', inputs);
  return image;
}

function smokeTest(
  bench: Bench,
  { seed, peer }: On,
  how: { readonly image: string; readonly transfer: 'image' | 'mount' },
) {
  const inputs = {
    image: how.image,
    'model-transfer': how.transfer,
    docker: seed.engine.client.program,
    checks: NO_CHECKS,
    cases: '[{"request": {}}]',
  };
  return runProductIn(bench, { cwd: seed.project, env: peer.env }, 'smoke-test', inputs);
}

/** From the candidate in a registry to its first answer: mount beside pull and run. */
async function firstAnswers(bench: Bench, on: On, image: string): Promise<Rounds> {
  const rounds: Rounds = { ours: [], theirs: [] };
  for (let round = 0; round < (bench.quick ? 1 : 2); round += 1) {
    rounds.ours.push(await inSeconds(() => smokeTest(bench, on, { image, transfer: 'mount' })));
    rounds.theirs.push(
      await inSeconds(async () => {
        await on.peer.pull(image);
        await on.peer.runAndAsk(image);
      }),
    );
    await on.peer.remove(image);
  }
  return rounds;
}

/** What the smoke test of an image that the engine has adds to a container and one request. */
async function ownTimes(bench: Bench, on: On, image: string) {
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = -1; round < (bench.quick ? 5 : 11); round += 1) {
    await on.peer.pull(image);
    const theirs = (await timed(() => on.peer.runAndAsk(image))).ms;
    const ours = (await timed(() => smokeTest(bench, on, { image, transfer: 'image' }))).ms;
    // The first round fills the machine's caches.
    if (round >= 0) pairs.push({ ours, theirs });
  }
  return pairs;
}

await runBench(async (bench) => {
  await using seed = await openSeed(bench);
  await using peer = await openDockerPeer(bench, seed);
  await using registry = await openRegistry(bench, seed);
  const on = { seed, peer };
  const smallFile = await writeRandomFile(join(bench.fastFolder, 'small.bin'), SMALL_BYTES);
  const modelFile = await writeRandomFile(join(bench.fastFolder, 'model.bin'), bench.largeBytes);
  await peer.pull(await environmentReference(seed, registry));
  const small = await makeCandidate(bench, { seed, registry }, smallFile);
  const own = await ownTimes(bench, on, small);
  const added = { name: 'smoke test: adds to docker run and a request', unit: 'ms' } as const;
  bench.report(medianDifference(added, own, { atMost: OWN_MS }));

  const large = await makeCandidate(bench, { seed, registry }, modelFile);
  const first = await firstAnswers(bench, on, large);
  const mount = 'candidate to first answer';
  bench.report(medianOf({ name: `${mount}, mounted`, unit: 's' }, first.ours));
  bench.report(medianOf({ name: `${mount}: docker pull, run`, unit: 's' }, first.theirs));
  const eight = fullSizeBar(bench, { atLeast: 8 });
  bench.report(timesAsMuch(`${mount}: docker takes, of ours`, first, eight));

  const chain = await chains(bench, on, modelFile);
  const name = 'new version until promoted';
  bench.report(medianOf({ name, unit: 's' }, chain.ours));
  bench.report(medianOf({ name: `${name}: docker build, run, push`, unit: 's' }, chain.theirs));
  const three = fullSizeBar(bench, { atLeast: 3 });
  bench.report(timesAsMuch(`${name}: docker takes, of ours`, chain, three));
});
