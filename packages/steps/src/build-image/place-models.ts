import { formatSize } from '@package-model/core/format-size';
import type { Appended } from '@package-model/core/image/assemble';
import { ImageError } from '@package-model/core/image/errors';
import { storedFolder, versionFolder } from '@package-model/core/image/model-layout';
import { MODEL_HISTORY } from '@package-model/core/image/without-models';
import { movedLayer } from '@package-model/core/image/move-layer';
import { copyBlob } from '@package-model/core/oci/copy-blob';
import type { Descriptor } from '@package-model/core/oci/descriptor';
import type { Digest } from '@package-model/core/oci/digest';
import { mediaTypes } from '@package-model/core/oci/media-types';
import { parseImageReference } from '@package-model/core/oci/reference';
import type { Repository } from '@package-model/core/oci/repository';
import type { Plan, PlannedModel } from '@package-model/core/package/plan/plan';
import type { Stores } from '../open-stores.ts';
import type { StepContext } from '../step.ts';

export type PlaceDeps = {
  readonly repository: Repository;
  readonly stores: Stores;
  readonly context: StepContext;
};

export type PlacedModels = { readonly layers: readonly Appended[]; readonly movedBytes: number };

/**
 * Brings the models' layers into the repository: as they are registered where the plan links them,
 * else rewritten under their versions' own paths.
 */
export async function placeModels(plan: Plan, deps: PlaceDeps): Promise<PlacedModels> {
  const layers: Appended[] = [];
  let movedBytes = 0;
  for (const model of plan.models) {
    const from = sourceOf(model, deps.stores);
    for (const layer of model.layers) {
      const placed =
        plan.modelLayout?.kind === 'copied'
          ? await copy({ model, layer, from, why: plan.modelLayout.why }, deps)
          : await link({ model, layer, from }, deps);
      layers.push(appendedOf(model, layer, placed));
      movedBytes += placed.movedBytes;
    }
  }
  return { layers, movedBytes };
}

type Placing = {
  readonly model: PlannedModel;
  readonly layer: Descriptor;
  readonly from: Repository;
};
type Outcome = { readonly digest: Digest; readonly size: number; readonly movedBytes: number };

async function link({ model, layer, from }: Placing, deps: PlaceDeps): Promise<Outcome> {
  const { digest, size } = layer;
  const blob = { what: `model ${model.name}:${model.version}`, digest, size };
  const movedBytes = await copyBlob(blob, { from, to: deps.repository }, deps.context);
  return { digest, size, movedBytes };
}

/** Read once to know its digest, and once more only where the repository lacks it. */
async function copy(
  { model, layer, from, why }: Placing & { readonly why: string },
  { repository, context }: PlaceDeps,
): Promise<Outcome> {
  const { clock, log, signal } = context;
  const startedAt = clock.now();
  const what = `model ${model.name}:${model.version}`;
  const target = versionFolder(model);
  log.info(`Copying ${formatSize(layer.size)} of ${what} to /${target}: ${why}.`);
  const open = (inner: AbortSignal) => from.readBlob(layer.digest, inner);
  const move = { from: storedFolder(model), to: target };
  const source = await movedLayer({ label: what, open }, move, signal);
  await repository.ensureSpace(source.sizeBytes);
  const placed = await repository.putBlob(source, signal);
  const movedBytes = placed.how === 'present' ? 0 : placed.sizeBytes;
  log.moved({
    what,
    from: from.name,
    to: repository.name,
    how: placed.how,
    sizeBytes: movedBytes,
    durationMs: clock.now() - startedAt,
    why: placed.how === 'present' ? 'copied before' : `copied: ${why}`,
  });
  return { digest: placed.digest, size: placed.sizeBytes, movedBytes };
}

function sourceOf(model: PlannedModel, stores: Stores): Repository {
  const parsed = parseImageReference(model.reference);
  if ('fault' in parsed) throw new ImageError('BAD_ARCHIVE', parsed.fault);
  return stores.repositories.open(parsed.value.location);
}

function appendedOf(model: PlannedModel, layer: Descriptor, { digest, size }: Outcome): Appended {
  const path = layer.annotations?.['org.cncf.model.filepath'] ?? '';
  return {
    descriptor: { mediaType: mediaTypes.layer, digest, size },
    diffId: digest,
    createdBy: `${MODEL_HISTORY}${model.name} ${path}`,
  };
}
