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
import { SmokeError } from '@package-model/core/smoke/errors';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { loadLooseImage, localName, manifestOf } from '../engine-image.ts';
import type { PinnedImage } from '../inputs/image.ts';
import type { StepContext } from '../step.ts';
import { fillFolder } from './model-folder.ts';
import type { Models } from './model-folder.ts';
import { mountsOf, notTested } from './mount-rules.ts';
import { signalForCleanUp } from './transfer.ts';
import type { TransferDeps, Transferred } from './transfer.ts';

/**
 * A pre-check: the engine gets the image without its model layers, and a private copy of the
 * model's files is mounted where the layers would put them. The copy, written as layers again, must
 * have the layers' digests before the start and after the run.
 */
export async function transferByMount(
  image: PinnedImage,
  deps: TransferDeps,
): Promise<Transferred> {
  const { engine, stores, context } = deps;
  const { signal } = context;
  const repository = stores.repositories.open(image.location);
  const [parts] = await Promise.all([partsOf(repository, image, signal), refuseFarEngine(deps)]);
  const name = `${localName(image.digest)}-mount`;
  const folder = await mkdtemp(join(context.settings.temporaryDirectory, 'model-'));
  const release = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    await engine.removeImage(name, signalForCleanUp(context));
  };
  try {
    const loading = load(repository, { parts, name }, deps);
    loading.catch(() => {
      // Awaited below; a copy that fails first is what is told.
    });
    const copy = await checkedCopy(folder, { repository, models: parts.models }, deps);
    const { mounts, isReadOnly } = await mountsOf(copy.folder, parts.config.User);
    await loading;
    return {
      image: name,
      target: {
        modelTransfer: 'mount',
        notTested: notTested(isReadOnly),
        container: { mounts },
      },
      checked: (report) => checked(report, copy, context),
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
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

/** Files that are no longer what was registered are not taken: the repository has those that are. */
async function checkedCopy(parent: string, models: Models, deps: TransferDeps): Promise<Copy> {
  const { sources = [], context } = deps;
  let faults: readonly string[] = [];
  for (const from of sources.length > 0 ? [sources, []] : [[]]) {
    const folder = await mkdtemp(join(parent, 'copy-'));
    const layers = await fillFolder(folder, models, { ...deps, sources: from });
    faults = await faultsOfFolder(folder, layers, context.signal);
    if (faults.length === 0) return { folder, layers };
    await rm(folder, { recursive: true });
  }
  throw new SmokeError('MODEL_CHANGED', changedText('was not copied as it is', faults));
}

async function checked(
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

function changedText(what: string, faults: readonly string[]): string {
  const shown = faults.slice(0, 10).map((fault) => `\n  ${fault}`);
  return `The mounted model ${what}, so this pre-check says nothing:${shown.join('')}`;
}
