import type { Cause } from '../cause.ts';
import { pythonFailure } from '../python-failure.ts';
import { causeAt } from '../say.ts';

const DENIED =
  /^\[Errno (13|1|30)\] (?:Permission denied|Operation not permitted|Read-only file system)(?:: '([^']+)')?/;

/** A file that the user of the service may not write or read. */
export const permissionDenied: Cause = {
  id: 'permission-denied',
  title: 'The user of the service may not write or read a file',
  meaning:
    'The service does not run as root, and its own files and the model are read-only to it. Scripts that keep a cache beside the code, or that change files of the model, worked as root only.',
  remedy:
    'Write below `/tmp` (`tempfile.gettempdir()`), and point caches there by variables such as `HF_HOME`, `MPLCONFIGDIR` or `NUMBA_CACHE_DIR`. A file that cannot be read needs mode 644 before it is registered or packaged.',
  async match(evidence) {
    for (const error of pythonFailure(evidence)?.errors ?? []) {
      const found = DENIED.exec(error.text);
      if (found === null) continue;
      const [, code, path = 'a file'] = found;
      const user = evidence.image?.user ?? '';
      const who = user === '' ? 'the service' : `the user ${user}, who runs the service,`;
      const what =
        code === '30' ? `${path} is on a read-only file system` : `${who} may not open ${path}`;
      const act =
        'Write to /tmp (tempfile.gettempdir()); for a file that is only read, let everyone read it.';
      return causeAt(error, evidence, { id: permissionDenied.id, what, act });
    }
    return undefined;
  },
};
