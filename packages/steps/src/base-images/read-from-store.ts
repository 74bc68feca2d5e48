import { readImage } from '@package-model/core/base/read-image';
import { formatSize } from '@package-model/core/format-size';
import type { ImageReference } from '@package-model/core/oci/reference';
import { chooseLogin } from '../build-image/base-login.ts';
import { hideLogin } from '../logins/hide-login.ts';
import { openStores, ownLogin } from '../open-stores.ts';
import type { StepContext } from '../step.ts';
import type { CheckValues, Reading } from './reading.ts';

/** Reads an image's layers from its registry or layout folder; nothing of it is run. */
export async function readFromStore(
  values: CheckValues,
  { location, tag, digest }: ImageReference,
  context: StepContext,
): Promise<Reading> {
  const { log, signal } = context;
  const login =
    location.kind === 'layout' ? undefined : chooseLogin(values, values.image, { context });
  if (login !== undefined) hideLogin(login, context);
  const own = login === undefined ? undefined : ownLogin(login);
  using stores = await openStores(values['ca-certificates'], context, own);
  const repository = stores.repositories.open(location);
  const image = await readImage(repository, digest ?? tag ?? 'latest', {
    platform: { os: 'linux', architecture: 'amd64' },
    signal,
    onBytes: (doneBytes, totalBytes) =>
      log.progress({ task: `reading ${values.image}`, doneBytes, totalBytes }),
  });
  log.info(`Read ${image.layers} layers (${formatSize(image.sizeBytes)}) of ${values.image}.`);
  return { image, more: () => [] };
}
