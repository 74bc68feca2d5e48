import { join } from 'node:path';
import { fullSizeBar, runBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { copyCode, environmentReference, openDockerPeer, writeContext } from './docker-peer.ts';
import { medianOf, timed, timesAsMuch } from './measure.ts';
import { writeRandomFile } from './model-file.ts';
import { buildImage, packageVersion, registerFile } from './product.ts';
import type { Place } from './product.ts';
import { changeCode, openRegistry, openSeed } from './seed.ts';
import type { Seed, SeededRegistry } from './seed.ts';

const SMALL_BYTES = 20_000_000;
const OWN_MS = 500;
const SIZES = ['large', 'small'] as const;
type Size = (typeof SIZES)[number];
type Series = Readonly<Record<`${'same' | 'code'} ${Size}`, number[]>>;
type Models = Readonly<Record<Size, string>>;

/** Each round builds both sizes one right after the other, so that both see the same machine. */
async function ownRuns(bench: Bench, seed: Seed, how: { models: Models; place: Place }) {
  const { models, place } = how;
  const series: Series = { 'same large': [], 'same small': [], 'code large': [], 'code small': [] };
  const folders = { large: join(bench.folder, 'large'), small: join(bench.folder, 'small') };
  for (let round = 0; round < (bench.quick ? 11 : 21); round += 1) {
    await changeCode(seed.project);
    for (const size of SIZES) {
      const how = { model: models[size], baseImage: seed.baseImage, folder: folders[size] };
      await packageVersion(bench, place, how);
    }
    for (const kind of ['code', 'same'] as const) {
      for (const size of round % 2 === 0 ? SIZES : SIZES.toReversed()) {
        const { ms } = await timed(() => buildImage(bench, place, { folder: folders[size] }));
        series[`${kind} ${size}`].push(ms);
      }
    }
  }
  return series;
}

/** The pull of the environment, build and push on engines that have nothing; then code changes. */
async function dockerRuns(
  bench: Bench,
  seed: Seed,
  how: { readonly registry: SeededRegistry; readonly modelFile: string },
) {
  const { registry, modelFile } = how;
  const { project } = seed;
  const cold: number[] = [];
  const warm: number[] = [];
  const environment = await environmentReference(seed, registry);
  const context = await writeContext(bench, { environment, modelFile, project });
  await using peer = await openDockerPeer(bench, seed);
  const { ms } = await timed(async () => {
    await peer.pull(environment);
    await peer.buildAndPush(context, registry);
  });
  cold.push(ms);
  for (let round = 0; round < 5; round += 1) {
    await changeCode(project);
    await copyCode(project, context);
    warm.push((await timed(() => peer.buildAndPush(context, registry))).ms);
  }
  return { cold, warm };
}

function reportOwn(bench: Bench, series: Series): void {
  const names = { same: 'known model, nothing changed', code: 'known model, code changed' };
  const sizes = { large: bench.quick ? '200 MB' : '2 GB', small: '20 MB' };
  for (const kind of ['same', 'code'] as const) {
    for (const size of SIZES) {
      const row = { name: `${names[kind]}, ${sizes[size]}`, unit: 'ms' } as const;
      bench.report(medianOf(row, series[`${kind} ${size}`], { atMost: OWN_MS }));
    }
    const large = series[`${kind} large`];
    const ratios = series[`${kind} small`].map((small, round) => (large[round] ?? 0) / small);
    const row = { name: `${names[kind]}: ${sizes.large} takes, of 20 MB`, unit: 'times' } as const;
    bench.report({ ...medianOf(row, ratios, { atMost: 1.2 }), runs: `${ratios.length} pairs` });
  }
}

await runBench(async (bench) => {
  await using seed = await openSeed(bench);
  await using registry = await openRegistry(bench, seed);
  const place = { cwd: seed.project, prefix: registry.prefix };
  const modelFile = await writeRandomFile(join(bench.fastFolder, 'model.bin'), bench.largeBytes);
  const smallFile = await writeRandomFile(join(bench.fastFolder, 'small.bin'), SMALL_BYTES);
  const models = {
    small: await registerFile(bench, place, smallFile),
    large: await registerFile(bench, place, modelFile),
  };
  const series = await ownRuns(bench, seed, { models, place });
  reportOwn(bench, series);
  const { cold, warm } = await dockerRuns(bench, seed, { registry, modelFile });
  const name = 'known model, code changed';
  bench.report(medianOf({ name: `${name}: BuildKit and push, warm cache`, unit: 'ms' }, warm));
  bench.report(medianOf({ name: `${name}: docker, empty cache`, unit: 'ms' }, cold));
  const ours = series['code large'];
  bench.report(timesAsMuch(`${name}: BuildKit warm takes, of ours`, { ours, theirs: warm }, null));
  const bar = fullSizeBar(bench, { atLeast: 50 });
  bench.report(timesAsMuch(`${name}: docker empty takes, of ours`, { ours, theirs: cold }, bar));
});
