import { assembleImage } from '@package-model/core/image/assemble';
import type { Appended, AssembledImage } from '@package-model/core/image/assemble';
import type { EnvironmentImage } from '@package-model/core/image/environment-image';
import { codeLayer, linksLayer, maskLayer } from '@package-model/core/image/small-layers';
import { homeOf, serverUser } from '@package-model/core/image/paths';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import { mediaTypes } from '@package-model/core/oci/media-types';
import type { BlobSource, Repository } from '@package-model/core/oci/repository';
import type { Package } from '@package-model/core/package/plan/package-folder';
import type { Plan } from '@package-model/core/package/plan/plan';
import { prebuiltOf } from '@package-model/core/package/environment/prebuilt';
import { scoringCommand } from '@package-model/core/package/plan/scoring-command';
import { candidateTag } from '../candidate-tag.ts';
import type { Stores } from '../open-stores.ts';
import type { StepContext } from '../step.ts';
import { placeModels } from './place-models.ts';

/** Names and versions of the models, `name:version` between commas. */
export const MODELS_ANNOTATION = 'io.package-model.model';

export type Candidate = {
  readonly image: AssembledImage;
  readonly modelBytesMoved: number;
};

export type AppendDeps = {
  readonly repository: Repository;
  readonly stores: Stores;
  readonly context: StepContext;
};

/**
 * Appends models, links and code to an environment image and puts the result into the repository
 * as a candidate. No engine takes part; model layers are referenced, not rebuilt.
 */
export async function appendImage(
  pack: Package,
  environment: EnvironmentImage,
  deps: AppendDeps,
): Promise<Candidate> {
  const { repository, context } = deps;
  const { plan } = pack;
  const layout = plan.modelLayout?.kind ?? 'linked';
  const mask = maskLayer(plan.models, environment.basePaths, layout);
  const links = linksLayer(plan.models, environment.basePaths, {
    layout,
    others: plan.modelLinks ?? [],
  });
  const code = codeLayer(
    plan.code.files.map((file) => ({ ...file, source: pack.codeFile(file.path) })),
    environment.basePaths,
  );
  const models = await placeModels(plan, deps);
  const appended: Appended[] = [
    ...(mask === undefined ? [] : [await putSmall(mask, deps)]),
    ...models.layers,
    await putSmall(links, deps),
    await putSmall(code, deps),
  ];
  const image = assembleImage(environment, appended, settingsOf(plan, environment));
  for (const volume of image.droppedVolumes) {
    context.log.info(`The base image's VOLUME ${volume} was dropped: it would hide our files.`);
  }
  const config = bytesSource('image config', image.configBytes, { likelyPresent: false });
  await repository.putBlob(config, context.signal);
  await repository.putManifest(image.manifest, candidateTag(image.manifest.digest), context.signal);
  return { image, modelBytesMoved: models.movedBytes };
}

/** A layer of a few files: hashed first, so that one that is there already is not sent again. */
async function putSmall(
  source: BlobSource,
  { repository, context }: AppendDeps,
): Promise<Appended> {
  const { clock, log, signal } = context;
  const startedAt = clock.now();
  const placed = await repository.putBlob({ ...source, likelyPresent: true }, signal);
  log.moved({
    what: `${source.label} layer`,
    from: 'package',
    to: repository.name,
    how: placed.how,
    sizeBytes: placed.how === 'present' ? 0 : placed.sizeBytes,
    durationMs: clock.now() - startedAt,
    why: placed.how === 'present' ? 'unchanged' : 'new or changed',
  });
  return {
    descriptor: { mediaType: mediaTypes.layer, digest: placed.digest, size: placed.sizeBytes },
    diffId: placed.digest,
    createdBy: `package-model: ${source.label}`,
  };
}

function settingsOf(plan: Plan, environment: EnvironmentImage) {
  const user = serverUser(environment.config.config.User);
  return {
    variables: { ...homeOf(user), ...plan.variables },
    labels: plan.labels,
    user,
    command: prebuiltOf(environment.config.config)?.command ?? scoringCommand(plan),
    annotations: {
      [MODELS_ANNOTATION]: plan.models.map((model) => `${model.name}:${model.version}`).join(','),
      'io.package-model.environment': environment.digest,
      'org.opencontainers.image.base.name': plan.environment.baseImage,
    },
  };
}
