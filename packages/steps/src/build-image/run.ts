import { resolve } from 'node:path';
import type { Package } from '@package-model/core/package/plan/package-folder';
import { readPackage } from '@package-model/core/package/plan/package-folder';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';
import { openBuilder } from '../open-engine.ts';
import { openStores } from '../open-stores.ts';
import type { Stores } from '../open-stores.ts';
import type { Outputs, StepContext } from '../step.ts';
import { targetToWrite } from '../fork.ts';
import { appendImage } from './append.ts';
import { baseSource } from './base-source.ts';
import { ensureEnvironment } from './ensure-environment.ts';
import type { BuildImageValues } from './inputs.ts';
import { baseOutputs } from './locked-base.ts';
import { lookInBase } from './look-in-base.ts';
import { networkOf } from './network.ts';

export type BuildValues = Omit<BuildImageValues, 'model-registry'>;

/** Builds a package into a candidate image. */
export async function runBuildImage(
  values: BuildImageValues,
  context: StepContext,
): Promise<Outputs> {
  using stores = await openStores(values['ca-certificates'], context);
  return buildImage(values, { stores, context });
}

/** The work itself, for the chain too. */
export async function buildImage(
  values: BuildValues,
  deps: {
    readonly stores: Stores;
    readonly context: StepContext;
    /** As the inference configuration has it; the plan holds no secrets. */
    readonly baseLogin?: BaseLogin | undefined;
  },
) {
  const { stores, context } = deps;
  const { settings, signal, log } = context;
  const pack = await readPackage(
    resolve(settings.workingDirectory, values['package-path']),
    signal,
  );
  const target = targetToWrite(values.image, context);
  const repository = stores.repositories.open(target.location).forWriting();
  const { environment: planned } = pack.plan;
  const lockFile = values['lock-file'];
  const { baseLayout } = pack.plan;
  const source = baseSource(
    values,
    { baseImage: planned.baseImage, baseLayout },
    { configured: deps.baseLogin, context, repositories: stores.repositories },
  );
  const environment = await ensureEnvironment(
    {
      environment: planned,
      repository,
      lockFile,
      trust: values['environment-trust'],
      maxAgeMs: values['environment-max-age'],
      network: networkOf(values, context),
      baseFolder: pack.baseFolder,
      environmentSources: pack.environmentSources,
      origins: pack.origins,
    },
    {
      openBuilder: () => openBuilder(values, context),
      onBase: (engine, base) => lookInBase({ ...codeOf(pack), image: base }, { engine, context }),
      context,
      source,
    },
  );
  const { image, modelBytesMoved } = await appendImage(pack, environment, {
    repository,
    stores,
    context,
  });
  const reference = `${repository.name}@${image.manifest.digest}`;
  log.info(`Built the candidate ${reference}.`);
  return {
    image: reference,
    'image-digest': image.manifest.digest,
    'image-size': String(image.sizeBytes),
    ...(await baseOutputs({ environment: planned, baseLayout }, lockFile, context)),
    'model-bytes-moved': String(modelBytesMoved),
  };
}

/** A package's code as the look at it wants it. */
function codeOf({ plan, codeFile }: Package) {
  const { code, environment } = plan;
  const sources = new Map(
    code.files.map(({ path }) => [path, { kind: 'file', path: codeFile(path) }] as const),
  );
  return { listing: { code, sources }, environment };
}
