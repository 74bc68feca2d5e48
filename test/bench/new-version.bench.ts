import { join } from 'node:path';
import { fullSizeBar, runBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { environmentReference, openDockerPeer, writeContext } from './docker-peer.ts';
import { medianOf, timed, timesAsMuch } from './measure.ts';
import { renewFile, writeRandomFile } from './model-file.ts';
import { buildImage, packageVersion, registerFile } from './product.ts';
import { openRegistry, openSeed } from './seed.ts';
import type { Seed, SeededRegistry } from './seed.ts';
import { hashAndUpload } from './upload-floor.ts';

/** Registered, packaged, built and pushed as a candidate: three processes. */
async function publish(bench: Bench, seed: Seed, modelFile: string): Promise<number> {
  await using registry = await openRegistry(bench, seed);
  const place = { cwd: seed.project, prefix: registry.prefix };
  const folder = join(bench.folder, 'package');
  const { ms } = await timed(async () => {
    const model = await registerFile(bench, place, modelFile);
    await packageVersion(bench, place, { model, baseImage: seed.baseImage, folder });
    await buildImage(bench, place, { folder });
  });
  return ms / 1000;
}

async function floor(bench: Bench, seed: Seed, modelFile: string): Promise<number> {
  await using registry = await openRegistry(bench, seed);
  return (await timed(() => hashAndUpload(bench, modelFile, registry.prefix))).ms / 1000;
}

/** docker build and docker push on an engine that has the environment image already. */
async function dockerRuns(bench: Bench, seed: Seed, modelFile: string): Promise<number[]> {
  const seconds: number[] = [];
  await using peer = await openDockerPeer(bench, seed);
  for (let run = 0; run < (bench.quick ? 1 : 2); run += 1) {
    await using registry: SeededRegistry = await openRegistry(bench, seed);
    const environment = await environmentReference(seed, registry);
    await peer.pull(environment);
    await renewFile(modelFile);
    const context = await writeContext(bench, { environment, modelFile, project: seed.project });
    const { ms } = await timed(() => peer.buildAndPush(context, registry));
    seconds.push(ms / 1000);
  }
  return seconds;
}

await runBench(async (bench) => {
  await using seed = await openSeed(bench);
  const modelFile = await writeRandomFile(join(bench.fastFolder, 'model.bin'), bench.largeBytes);
  const ours: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < (bench.quick ? 3 : 5); round += 1) {
    await renewFile(modelFile);
    ours.push(await publish(bench, seed, modelFile));
    floors.push(await floor(bench, seed, modelFile));
  }
  const docker = await dockerRuns(bench, seed, modelFile);
  const name = 'new version';
  bench.report(medianOf({ name, unit: 's' }, ours));
  bench.report(medianOf({ name: `${name}: openssl sha256, then curl`, unit: 's' }, floors));
  bench.report(medianOf({ name: `${name}: docker build, then push`, unit: 's' }, docker));
  const beside = `${name}: openssl and curl take, of ours`;
  const sides = { ours, theirs: floors };
  bench.report(timesAsMuch(beside, sides, fullSizeBar(bench, { atLeast: 1 })));
  const besideDocker = `${name}: docker takes, of ours`;
  const withDocker = { ours, theirs: docker };
  bench.report(timesAsMuch(besideDocker, withDocker, fullSizeBar(bench, { atLeast: 8 })));
});
