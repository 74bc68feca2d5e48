import type { Engine } from '@package-model/core/engine/engine';
import { formatSize } from '@package-model/core/format-size';
import { archiveFacts, engineArchive } from '@package-model/core/image/engine-archive';
import { ImageError } from '@package-model/core/image/errors';
import { parseImageConfig } from '@package-model/core/image/image-config';
import { parseManifest } from '@package-model/core/oci/descriptor';
import type { Digest } from '@package-model/core/oci/digest';
import { OciError } from '@package-model/core/oci/errors';
import type { Repositories } from '@package-model/core/oci/open-repository';
import { readSmallBlob } from '@package-model/core/oci/read-small-blob';
import { parseImageReference } from '@package-model/core/oci/reference';
import type { StepContext } from '../step.ts';

/** Sees that the engine has the base image under a name; gives the digest of its manifest. */
export type LoadBase = (engine: Engine, name: string) => Promise<Digest>;

/**
 * Loads a base image from its layout folder into the engine, unless the engine has these very
 * layers under the name. MANIFEST_UNKNOWN when the folder has it no more.
 */
export function loadFromLayout(
  baseLayout: string,
  repositories: Repositories,
  { log, signal }: Pick<StepContext, 'log' | 'signal'>,
): LoadBase {
  return async (engine, name) => {
    const parsed = parseImageReference(baseLayout);
    if ('fault' in parsed) throw new OciError('MANIFEST_UNKNOWN', parsed.fault);
    const { location, digest = '' } = parsed.value;
    const repository = repositories.open(location);
    const manifest = await repository.getManifest(digest, signal);
    if (manifest === undefined) {
      const message = `the base image ${baseLayout} is not there any more; package the model again`;
      throw new OciError('MANIFEST_UNKNOWN', message);
    }
    const { config } = parseManifest(manifest.bytes, baseLayout);
    const bytes = await readSmallBlob(repository, config.digest, signal);
    const { diff_ids: diffIds } = parseImageConfig(bytes, baseLayout).rootfs;
    const isThere = async (): Promise<boolean> => {
      const found = await engine.inspectImage(name, signal);
      return found?.layers.join() === diffIds.join();
    };
    if (await isThere()) return manifest.digest;
    const request = { repository, manifest, name, leaveOutLayers: 0 };
    const { sizeBytes } = archiveFacts(request);
    log.info(`Loading the base image ${baseLayout} (${formatSize(sizeBytes)}) into the engine.`);
    await engine.load(engineArchive(request, signal), signal);
    if (await isThere()) return manifest.digest;
    const message = `the engine has other layers than ${baseLayout} after loading it`;
    throw new ImageError('BAD_ARCHIVE', message);
  };
}
