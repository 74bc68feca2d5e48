import { join } from 'node:path';
import { runBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { makeCandidate, smokeTestInputs } from './candidate.ts';
import { environmentReference, openDockerPeer } from './docker-peer.ts';
import type { DockerPeer } from './docker-peer.ts';
import { medianDifference, timed } from './measure.ts';
import { writeRandomFile } from './model-file.ts';
import { runProductIn } from './product.ts';
import { openRegistry, openSeed } from './seed.ts';
import type { Seed } from './seed.ts';

/* What the smoke test of an image that the engine has adds to running it and one request. */

const SMALL_BYTES = 20_000_000;
const OWN_MS = 300;

type On = { readonly seed: Seed; readonly peer: DockerPeer };

async function ownTimes(bench: Bench, on: On, image: string) {
  const place = { cwd: on.seed.project, env: on.peer.env };
  const inputs = smokeTestInputs(on.seed, { image, transfer: 'image' });
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = -1; round < (bench.quick ? 5 : 11); round += 1) {
    await on.peer.pull(image);
    const theirs = (await timed(() => on.peer.runAndAsk(image))).ms;
    const ours = (await timed(() => runProductIn(bench, place, 'smoke-test', inputs))).ms;
    // The first round fills the machine's caches.
    if (round >= 0) pairs.push({ ours, theirs });
  }
  return pairs;
}

await runBench(async (bench) => {
  await using seed = await openSeed(bench);
  await using peer = await openDockerPeer(bench, seed);
  await using registry = await openRegistry(bench, seed);
  const file = await writeRandomFile(join(bench.fastFolder, 'small.bin'), SMALL_BYTES);
  await peer.pull(await environmentReference(seed, registry));
  const image = await makeCandidate(bench, { seed, registry }, file);
  const own = await ownTimes(bench, { seed, peer }, image);
  const added = { name: 'smoke test: adds to docker run and a request', unit: 'ms' } as const;
  bench.report(medianDifference(added, own, { atMost: OWN_MS }));
});
