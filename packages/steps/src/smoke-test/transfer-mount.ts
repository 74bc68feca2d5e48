import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '@package-model/core/engine/errors';
import { faultsOfFolder } from '@package-model/core/image/layer-folder';
import type { LayerInFolder } from '@package-model/core/image/layer-folder';
import { withoutModels } from '@package-model/core/image/without-models';
import type { WithoutModels } from '@package-model/core/image/without-models';
import { parseManifest } from '@package-model/core/oci/descriptor';
import { readSmallBlob } from '@package-model/core/oci/read-small-blob';
import type { Repository } from '@package-model/core/oci/repository';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { localName } from '../candidate-name.ts';
import { loadLooseImage, manifestOf } from '../engine-image.ts';
import type { PinnedImage } from '../inputs/image.ts';
import type { StepContext } from '../step.ts';
import { changedText, CopyDiffers } from './copy-differs.ts';
import { fillFolder } from './model-folder.ts';
import type { Filled } from './model-folder.ts';
import { placeOfCopy } from './place-of-copy.ts';
import { mountsOf, notTested } from './mount-rules.ts';
import { signalForCleanUp } from '../signal-for-clean-up.ts';
import type { TransferDeps, Transferred } from './transferred.ts';

/**
 * A pre-check: the engine gets the image without its model layers, and a private copy of the
 * model's files is mounted where the layers would put them. The copy, written as layers again, must
 * have the layers' digests before any answer counts, and after the run.
 */
export async function transferByMount(
  image: PinnedImage,
  deps: TransferDeps,
): Promise<Transferred> {
  const { engine, stores, context } = deps;
  const { signal } = context;
  const repository = stores.repositories.open(image.location);
  const [parts] = await Promise.all([partsOf(repository, image, signal), refuseFarEngine(deps)]);
  const name = `${localName(image.digest, context)}-mount`;
  const sizeBytes = parts.models.reduce((total, { descriptor }) => total + descriptor.size, 0);
  const place = await placeOfCopy(context.settings.temporaryDirectory, sizeBytes);
  const folder = await mkdtemp(join(place, 'model-'));
  const ended = new AbortController();
  let looking: Looking | undefined;
  const release = async (): Promise<void> => {
    ended.abort(new Error('the smoke test has ended'));
    await looking?.settled();
    await rm(folder, { recursive: true, force: true });
    await engine.removeImage(name, signalForCleanUp(context));
  };
  try {
    const loading = load(repository, { parts, name }, deps);
    loading.catch(() => {
      // Awaited below; a copy that fails first is what is told.
    });
    const filled = await fillFolder(folder, { repository, models: parts.models }, deps);
    const looks = lookAt(folder, filled, AbortSignal.any([signal, ended.signal]));
    looking = looks;
    const { mounts, isReadOnly } = await mountsOf(folder, parts.config.User);
    await loading;
    return {
      image: name,
      target: {
        modelTransfer: 'mount',
        notTested: notTested(isReadOnly),
        container: { mounts },
      },
      confirm: looks.confirm,
      async checked(report) {
        await looks.confirm();
        return checkedAfter(report, { folder, layers: filled.layers }, context);
      },
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

type Looking = {
  /**
   * CopyDiffers when the copy was not made of the image's own bytes. Looks when it is first asked:
   * the service starts sooner when nothing is hashed beside it, and its answers count only then.
   */
  readonly confirm: () => Promise<void>;
  /** Once nothing reads the folder any more. */
  readonly settled: () => Promise<unknown>;
};

function lookAt(folder: string, { layers, checked }: Filled, signal: AbortSignal): Looking {
  let found: Promise<readonly string[]> | undefined;
  return {
    async confirm() {
      if (checked === 'on the way') return;
      found ??= faultsOfFolder(folder, layers, signal);
      const faults = await found;
      if (faults.length > 0) throw new CopyDiffers(faults);
    },
    settled: () => Promise.allSettled([found]),
  };
}

async function partsOf(
  repository: Repository,
  { digest }: PinnedImage,
  signal: AbortSignal,
): Promise<WithoutModels> {
  const manifest = await manifestOf(repository, digest, signal);
  const where = `${repository.name}@${digest}`;
  const { config } = parseManifest(manifest.bytes, where);
  const parts = withoutModels(
    manifest,
    await readSmallBlob(repository, config.digest, signal),
    where,
  );
  if (parts.models.length > 0) return parts;
  const message = `${where} has no model layers of its own that could be mounted; use model-transfer: image`;
  throw new EngineError('BAD_OPTION', message);
}

/** Only an engine that sees this machine's folders can mount them. */
async function refuseFarEngine({ engine, context }: TransferDeps): Promise<void> {
  if ((await engine.freeBytes(context.signal)) !== undefined) return;
  const message =
    "model-transfer: mount needs an engine that sees this machine's folders, and this one runs on " +
    'another machine (or this job in a container of its own); use model-transfer: image';
  throw new EngineError('BAD_OPTION', message);
}

async function load(
  repository: Repository,
  { parts, name }: { readonly parts: WithoutModels; readonly name: string },
  { engine, context }: TransferDeps,
): Promise<void> {
  const { manifest, configBytes, diffIds } = parts;
  const config = parseManifest(manifest.bytes, name).config.digest;
  const source = {
    name: repository.name,
    readBlob: (digest: typeof config, signal: AbortSignal) =>
      digest === config ? once(configBytes) : repository.readBlob(digest, signal),
  };
  await loadLooseImage({ repository: source, manifest, diffIds, name }, { engine, context });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

type Copy = { readonly folder: string; readonly layers: readonly LayerInFolder[] };

async function checkedAfter(
  report: SmokeReport,
  { folder, layers }: Copy,
  { signal }: StepContext,
): Promise<SmokeReport> {
  const faults = await faultsOfFolder(folder, layers, signal);
  if (faults.length === 0) return report;
  const changed = changedText('was changed while the container ran', faults);
  const message = report.failure === null ? changed : `${report.failure.message}\n${changed}`;
  return {
    ...report,
    passed: false,
    outcome: report.failure === null ? 'check-failed' : report.outcome,
    failure: { code: report.failure?.code ?? 'MODEL_CHANGED', message },
  };
}
