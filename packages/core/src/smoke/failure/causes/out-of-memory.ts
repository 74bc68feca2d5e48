import { formatSize } from '../../../format-size.ts';
import type { Cause, Evidence } from '../cause.ts';
import { pythonFailure } from '../python-failure.ts';
import { causeAt, causeOf } from '../say.ts';
import { tellsOfKilledWorker } from '../log-tail.ts';

const NUMPY = /Unable to allocate (\S+ \S+) for an array/;

/** More memory wanted than there is. */
export const outOfMemory: Cause = {
  id: 'out-of-memory',
  title: 'The memory ran out',
  meaning:
    'The container, or a worker of the server in it, was killed for lack of memory (exit code 137, or signal 9 in the log), or Python could not get the memory it asked for. Each worker loads the model for itself.',
  remedy:
    'Raise the memory limit of the deployment configuration (`memoryInGB`), use fewer workers (`WORKER_COUNT`), or load a smaller model. What does not fit here does not fit there.',
  async match(evidence) {
    for (const error of pythonFailure(evidence)?.errors ?? []) {
      if (!/(^|\.)_?(Array)?MemoryError$/.test(error.type)) continue;
      const wanted = NUMPY.exec(error.text)?.[1];
      const size = wanted === undefined ? '' : ` for an array of ${wanted}`;
      const what = `there was not enough memory${size} (${limitOf(evidence)})`;
      return causeAt(error, evidence, { id: outOfMemory.id, what, act: ACT });
    }
    const { state, log } = evidence;
    const isExited = state?.kind === 'exited';
    if (isExited && (state.oomKilled || state.exitCode === 137)) {
      const certainly = state.oomKilled ? '' : ', nearly always for lack of memory';
      const text = `The container was killed (exit code ${state.exitCode}${certainly}): ${limitOf(evidence)}. ${ACT}`;
      return causeOf(outOfMemory.id, text);
    }
    if (!tellsOfKilledWorker(log)) return undefined;
    const text = `A worker of the scoring server was killed for lack of memory (signal 9): ${limitOf(evidence)}${await useOf(evidence)}. ${ACT}`;
    return causeOf(outOfMemory.id, text);
  },
};

const ACT =
  'Give it more memory (memoryInGB in the deployment configuration), use fewer workers (WORKER_COUNT), or load a smaller model.';

function limitOf({ memoryLimitBytes }: Evidence): string {
  return memoryLimitBytes === undefined
    ? 'the container has no limit of its own, so the machine had no more'
    : `the container has a limit of ${formatSize(memoryLimitBytes)}`;
}

async function useOf({ memory }: Evidence): Promise<string> {
  const bytes = await memory();
  return bytes === undefined ? '' : `, ${formatSize(bytes)} in use now`;
}
