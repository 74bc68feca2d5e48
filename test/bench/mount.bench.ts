import { join } from 'node:path';
import { fullSizeBar, runBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { makeCandidate, smokeTestInputs } from './candidate.ts';
import { environmentReference, openDockerPeer } from './docker-peer.ts';
import type { DockerPeer } from './docker-peer.ts';
import { medianOf, timesAsMuch } from './measure.ts';
import { writeRandomFile } from './model-file.ts';
import { productTimes } from './product.ts';
import { openRegistry, openSeed } from './seed.ts';
import type { Seed } from './seed.ts';

/*
 * From a candidate in a registry to its first answer, with the model mounted: on the machine where
 * it was registered, so that its file is at hand, and on one that fetches it. Beside docker pull and
 * run, which has no use for the file. Both sides start when their command starts and stop when
 * /score has answered once, on one engine that has the environment image already. What ours needs
 * until the verdict, which waits for the hashes of the copy before and after, stands beside.
 */

const ANSWERED = /^debug: .*: passed$/mu;

type On = { readonly seed: Seed; readonly peer: DockerPeer };
type Times = { readonly answer: number[]; readonly verdict: number[] };

async function mounted(bench: Bench, { seed, peer }: On, inputs: Readonly<Record<string, string>>) {
  const place = { cwd: seed.project, env: peer.env };
  const call = { words: ['smoke-test', '--debug'], inputs, mark: ANSWERED };
  const { marked, whole } = await productTimes(bench, place, call);
  return { answer: marked / 1000, verdict: whole / 1000 };
}

async function measure(bench: Bench, on: On, how: { image: string; modelFile: string }) {
  const { image, modelFile } = how;
  const inputs = smokeTestInputs(on.seed, { image, transfer: 'mount' });
  const times = (): Times => ({ answer: [], verdict: [] });
  const sides = { atHand: times(), fetched: times(), docker: [] as number[] };
  for (let round = 0; round < (bench.quick ? 1 : 3); round += 1) {
    for (const [side, more] of [
      [sides.atHand, { ...inputs, 'model-path': modelFile }],
      [sides.fetched, inputs],
    ] as const) {
      const found = await mounted(bench, on, more);
      side.answer.push(found.answer);
      side.verdict.push(found.verdict);
    }
    const startedAt = performance.now();
    await on.peer.pull(image);
    const answeredAt = await on.peer.runAndAsk(image);
    sides.docker.push((answeredAt - startedAt) / 1000);
    await on.peer.remove(image);
  }
  return sides;
}

await runBench(async (bench) => {
  await using seed = await openSeed(bench);
  await using peer = await openDockerPeer(bench, seed);
  await using registry = await openRegistry(bench, seed);
  const modelFile = await writeRandomFile(join(bench.fastFolder, 'model.bin'), bench.largeBytes);
  await peer.pull(await environmentReference(seed, registry));
  const image = await makeCandidate(bench, { seed, registry }, modelFile);
  const { atHand, fetched, docker } = await measure(bench, { seed, peer }, { image, modelFile });
  const first = 'candidate to first answer';
  const rows = [
    [`${first}, mounted from the model's file`, atHand.answer],
    [`${first}, mounted from the registry`, fetched.answer],
    [`${first}: docker pull, run`, docker],
    ["candidate to verdict, mounted from the model's file", atHand.verdict],
    ['candidate to verdict, mounted from the registry', fetched.verdict],
  ] as const;
  for (const [name, values] of rows) bench.report(medianOf({ name, unit: 's' }, values));
  const eight = fullSizeBar(bench, { atLeast: 8 });
  const sides = { ours: atHand.answer, theirs: docker };
  bench.report(timesAsMuch(`${first}: docker takes, of ours`, sides, eight));
  const other = { ours: fetched.answer, theirs: docker };
  bench.report(timesAsMuch(`${first}: docker takes, of ours from the registry`, other, null));
});
