import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { silentLog } from '@package-model/core/log';
import { createDigestCache } from '@package-model/core/model/digest-cache';
import type { ModelFramework } from '@package-model/core/model/framework';
import { listModelFiles } from '@package-model/core/model/list-files';
import { registerModel } from '@package-model/core/model/register';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { filesOfVersion, filesOnDisk } from '@package-model/core/package/no-code/model-files';
import { temporaryFolder } from '../temporary-folder.ts';

const { signal } = new AbortController();

/** A model folder `net` on disk and as a registered version, with the same files. */
export async function registeredNet(
  files: Readonly<Record<string, string | Uint8Array>>,
  framework?: ModelFramework,
) {
  const folder = await temporaryFolder(files);
  const entries = await listModelFiles('net', folder);
  const repository = new LayoutRepository(
    { name: 'dir:models/net', folder: join(folder, 'models/net') },
    systemClock,
  );
  const digests = createDigestCache(join(folder, 'cache'));
  const version = await registerModel(
    { name: 'net', entries, ...(framework === undefined ? {} : { framework }) },
    repository,
    { log: silentLog, clock: systemClock, digests, signal },
  );
  return {
    version,
    repository,
    onDisk: filesOnDisk('net', entries, signal),
    registered: filesOfVersion(version, signal),
  };
}
