import { link, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeAtomically } from '@package-model/core/files/atomic-write';
import { formatSize } from '@package-model/core/format-size';
import { storedFolder, versionFolder } from '@package-model/core/image/model-layout';
import { moveLayer } from '@package-model/core/image/move-layer';
import { codeLayer, linksLayer } from '@package-model/core/image/small-layers';
import type { StoredModel } from '@package-model/core/model/types';
import type { Descriptor } from '@package-model/core/oci/descriptor';
import { hexOf } from '@package-model/core/oci/digest';
import { blobPath } from '@package-model/core/oci/layout/layout-files';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import type { BlobSource } from '@package-model/core/oci/repository';
import { renderDockerfile } from '@package-model/core/package/dockerfile/dockerfile';
import { checkRendered } from '@package-model/core/package/dockerfile/check-rendered';
import type { Plan } from '@package-model/core/package/plan/plan';
import type { StepContext } from '../step.ts';

export type DockerfileContent = {
  readonly plan: Plan;
  readonly models: readonly StoredModel[];
  /** The package folder; its code is there already. */
  readonly folder: string;
};

const LINKS = 'layers/links.tar';
const CODE = 'layers/code.tar';

/**
 * Completes a package folder to one that plain `docker build` takes: the Dockerfile and the layers
 * as tars. Models from a folder on the same file system are linked, others are copied.
 */
export async function writeDockerfile(
  content: DockerfileContent,
  context: StepContext,
): Promise<void> {
  const { plan, folder, models } = content;
  const { signal } = context;
  await mkdir(join(folder, 'models'), { recursive: true });
  const modelTars: string[] = [];
  for (const model of models) {
    for (const layer of model.layers) {
      const copied = plan.modelLayout?.kind === 'copied';
      const path = `models/${copied ? `${model.version}/` : ''}${hexOf(layer.digest)}.tar`;
      modelTars.push(path);
      const how = { target: join(folder, path), context };
      await (copied ? copyModel(model, layer, how) : placeModel(model, layer, how));
    }
  }
  const links = linksLayer(plan.models, new Map(), plan.modelLayout?.kind);
  await writeTar(links, join(folder, LINKS), signal);
  const files = plan.code.files.map((file) => ({
    ...file,
    source: join(folder, 'code', file.path),
  }));
  await writeTar(codeLayer(files, new Map()), join(folder, CODE), signal);
  const text = renderDockerfile(plan, {
    secrets: { kind: 'none' },
    modelTars,
    linksTar: LINKS,
    codeTar: CODE,
  });
  checkRendered(text, { from: [plan.environment.baseImage] });
  await writeFile(join(folder, 'Dockerfile'), text);
}

type Placing = { readonly target: string; readonly context: StepContext };

/** A model's layer under its version's own path, as the layers of `build-image` have it. */
async function copyModel(model: StoredModel, layer: Descriptor, how: Placing): Promise<void> {
  const { log, signal } = how.context;
  const to = versionFolder(model);
  log.info(`Copying ${formatSize(layer.size)} of ${model.id} to /${to} of the package.`);
  const open = (inner: AbortSignal) => {
    const source = model.repository.readBlob(layer.digest, inner);
    return moveLayer(source, { from: storedFolder(model), to });
  };
  await writeTar({ label: model.id, sizeBytes: layer.size, open }, how.target, signal);
}

async function placeModel(model: StoredModel, layer: Descriptor, how: Placing): Promise<void> {
  const { repository } = model;
  const { log, signal } = how.context;
  if (repository instanceof LayoutRepository) {
    const linked = await link(blobPath(repository.folder, layer.digest), how.target).then(
      () => true,
      () => false, // Another file system, or one without hard links: the bytes are copied.
    );
    if (linked) return;
  }
  log.info(`Copying ${formatSize(layer.size)} of ${model.id} into the package.`);
  const open = (inner: AbortSignal) => repository.readBlob(layer.digest, inner);
  await writeTar({ label: model.id, sizeBytes: layer.size, open }, how.target, signal);
}

async function writeTar(source: BlobSource, target: string, signal: AbortSignal): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await writeAtomically(
    `${target}.tmp`,
    (handle) => handle.writeFile(source.open(signal), { signal }),
    () => target,
  );
}
