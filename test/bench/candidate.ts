import { join } from 'node:path';
import { checkIds } from '@package-model/core/smoke/checks/ids';
import type { Bench } from './bench.ts';
import { packageVersion, registerFile, runProduct } from './product.ts';
import type { Seed, SeededRegistry } from './seed.ts';

/** Beside a bare request nothing else is asked of the service. */
export const noChecks = checkIds.map((id) => `${id}=off`).join(',');

/** A pushed candidate with the given model file. */
export async function makeCandidate(
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

/** The inputs of a smoke test that sends one request and asks nothing else. */
export function smokeTestInputs(
  seed: Seed,
  how: { readonly image: string; readonly transfer: 'image' | 'mount' },
): Readonly<Record<string, string>> {
  return {
    image: how.image,
    'model-transfer': how.transfer,
    docker: seed.engine.client.program,
    checks: noChecks,
    cases: '[{"request": {}}]',
  };
}
