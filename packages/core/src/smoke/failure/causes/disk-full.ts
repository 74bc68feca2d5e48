import type { Cause } from '../cause.ts';
import { pythonFailure } from '../python-failure.ts';
import { causeAt, causeOf } from '../say.ts';

const FULL = /No space left on device/;

/** No room where the script or the server writes. */
export const diskFull: Cause = {
  id: 'disk-full',
  title: 'The disk is full',
  meaning:
    "The script or the server wrote a file and the disk had no room: the engine's disk is full, or a size limit of `/tmp` or `/dev/shm` is reached.",
  remedy:
    'Free space where the engine keeps its containers (`docker system df`, `docker builder prune`), or write less: read the model where it is, do not unpack or download it in `init()`.',
  async match(evidence) {
    for (const error of pythonFailure(evidence)?.errors ?? []) {
      if (!FULL.test(error.text)) continue;
      const [, path] = /: '([^']+)'/.exec(error.text) ?? [];
      const what = `there was no space left on the disk${path === undefined ? '' : ` for ${path}`}`;
      const act =
        "Free space on the engine's machine (docker system df), or let the script write less.";
      return causeAt(error, evidence, { id: diskFull.id, what, act });
    }
    const { state } = evidence;
    if (state?.kind !== 'exited' || !FULL.test(state.error)) return undefined;
    const text = "The engine's disk is full. Free space there (docker system df).";
    return causeOf(diskFull.id, text, [state.error]);
  },
};
