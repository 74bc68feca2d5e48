import { codeOf, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { bytesSource } from '../oci/bytes-source.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { Repository } from '../oci/repository.ts';
import { modelConfig, modelManifest } from './manifest.ts';

/** From here on the five requests are nothing beside what would be sent in vain. */
const WORTH_BYTES = 256 * 1024 * 1024;

/**
 * Puts a model of nothing, without a tag, where a repository gets its first version and that is
 * large: INVALID_MANIFEST where the registry takes no models, before their bytes have moved.
 */
export async function tryModelManifest(
  repository: Repository,
  model: { readonly name: string; readonly bytesToSend: number },
  deps: { readonly log: Pick<Log, 'debug'>; readonly signal: AbortSignal },
): Promise<void> {
  if (repository.kind !== 'registry' || model.bytesToSend < WORTH_BYTES) return;
  try {
    const bytes = new Uint8Array(1024);
    const source = bytesSource('trial', bytes, { likelyPresent: false });
    const { digest } = await repository.putBlob(source, deps.signal);
    const layers = [{ mediaType: mediaTypes.modelWeight, digest, size: bytes.length }];
    const facts = { name: model.name, files: [], layers };
    const config = bytesSource('trial', modelConfig(facts, '0'), { likelyPresent: false });
    await repository.putBlob(config, deps.signal);
    await repository.putManifest(modelManifest(facts, '0'), undefined, deps.signal);
  } catch (error) {
    deps.signal.throwIfAborted();
    if (codeOf(error) === 'INVALID_MANIFEST') throw error;
    // Whatever else it is, the registration itself meets it, or does not.
    deps.log.debug(`${repository.name}: a trial was refused: ${messageOf(error)}`);
  }
}
