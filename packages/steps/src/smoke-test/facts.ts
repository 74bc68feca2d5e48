import type { Engine } from '@package-model/core/engine/engine';
import { messageOf } from '@package-model/core/errors';
import { parseImageConfig } from '@package-model/core/image/image-config';
import { parseManifest } from '@package-model/core/oci/descriptor';
import type { Digest } from '@package-model/core/oci/digest';
import { readSmallBlob } from '@package-model/core/oci/read-small-blob';
import type { Repository } from '@package-model/core/oci/repository';
import { noFacts, type RunFacts } from '@package-model/core/smoke/report/facts';
import { layersOf } from '@package-model/core/smoke/report/layers-of';
import type { StepContext } from '../step.ts';

type Deps = { readonly engine: Pick<Engine, 'identity'>; readonly context: StepContext };

/**
 * What the report says of image and engine; may go on beside other work, as it never rejects. A
 * report without facts is better than none.
 */
export async function factsOf(
  image: { readonly repository: Repository; readonly digest: Digest },
  deps: Deps,
): Promise<RunFacts> {
  const { log } = deps.context;
  try {
    const [layers, engine] = await Promise.all([imageLayers(image, deps), engineOf(deps)]);
    const imageSizeBytes = layers.reduce((sum, layer) => sum + layer.sizeBytes, 0);
    const imageName = image.repository.name;
    return {
      ...noFacts,
      imageName,
      engine,
      layers,
      imageSizeBytes: layers.length === 0 ? null : imageSizeBytes,
    };
  } catch (error) {
    log.debug(`The report has no facts of the image: ${messageOf(error)}`);
    return noFacts;
  }
}

async function imageLayers(
  { repository, digest }: { readonly repository: Repository; readonly digest: Digest },
  { context: { signal } }: Deps,
): Promise<RunFacts['layers']> {
  const content = await repository.getManifest(digest, signal);
  if (content === undefined) return [];
  const manifest = parseManifest(content.bytes, repository.name);
  const config = await readSmallBlob(repository, manifest.config.digest, signal);
  return layersOf(manifest, parseImageConfig(config, repository.name));
}

async function engineOf({ engine, context }: Deps): Promise<RunFacts['engine']> {
  const { name, serverVersion } = await engine.identity(context.signal);
  return { name, version: serverVersion };
}
