import type { Engine } from '@package-model/core/engine/engine';
import { scoringPort } from '@package-model/core/image/paths';
import type { Digest } from '@package-model/core/oci/digest';
import { OciError } from '@package-model/core/oci/errors';
import type { ImageReference } from '@package-model/core/oci/reference';
import { containerService } from '@package-model/core/smoke/batch/service';
import type { BatchService } from '@package-model/core/smoke/batch/service';
import { bringIntoEngine } from '../engine-image.ts';
import { openEngine } from '../open-engine.ts';
import type { Stores } from '../open-stores.ts';
import { signalForCleanUp } from '../signal-for-clean-up.ts';
import type { StepContext } from '../step.ts';
import type { ScoreValues } from './inputs.ts';

type Values = ScoreValues & { readonly image: ImageReference };
type Deps = { readonly stores: Stores; readonly context: StepContext };

/** An image in the engine. */
export type ImageService = {
  readonly digest: Digest;
  readonly service: BatchService;
  /** As asked for, else what the image's WORKER_COUNT says; undefined when nothing does. */
  readonly workers: number | undefined;
};

/** Brings the image into the engine for the time of the work. OciError MANIFEST_UNKNOWN. */
export async function withImage<T>(
  values: Values,
  { stores, context }: Deps,
  work: (service: ImageService) => Promise<T>,
): Promise<T> {
  const { clock, log, signal } = context;
  const { location, digest: named, tag = 'latest' } = values.image;
  const repository = stores.repositories.open(location);
  const manifest = await repository.getManifest(named ?? tag, signal);
  if (manifest === undefined) {
    const message = `${repository.name} has no image ${named ?? tag}; push it first, or correct the name`;
    throw new OciError('MANIFEST_UNKNOWN', message);
  }
  const { digest } = manifest;
  const engine = openEngine({ docker: values.docker }, context);
  const { name: image, given } = await bringIntoEngine(repository, digest, { engine, context });
  try {
    const { workers: wanted } = values;
    const target = {
      image,
      imageDigest: digest,
      cases: [],
      port: scoringPort,
      severities: {},
      startTimeoutMs: values['start-timeout'] * 1000,
      requestTimeoutMs: values['request-timeout'] * 1000,
      runId: context.settings.runId,
      ...(wanted !== undefined && { container: { env: { WORKER_COUNT: String(wanted) } } }),
    };
    const deps = { engine, http: stores.engineHttp, clock, log, signal };
    const workers = wanted ?? (await workersOf(image, engine, signal));
    return await work({ digest, service: containerService(target, deps), workers });
  } finally {
    const rest = signalForCleanUp({ signal });
    for (const name of given) await engine.removeImage(name, rest);
  }
}

async function workersOf(
  image: string,
  engine: Engine,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { config } = (await engine.inspectImage(image, signal)) ?? {};
  const prefix = 'WORKER_COUNT=';
  const found = config?.Env?.find((variable) => variable.startsWith(prefix));
  const count = found?.slice(prefix.length) ?? '';
  return /^[1-9]\d{0,2}$/.test(count) ? Math.min(Number(count), 256) : undefined;
}
