import { formatSize } from '../../../format-size.ts';
import type { Cause, Evidence } from '../cause.ts';
import { causeOf } from '../say.ts';

const STEPS = [
  {
    mark: /Starting gunicorn|Azure ML Inferencing HTTP server/,
    doing: 'importing the entry script',
  },
  { mark: /Found user script at/, doing: 'preparing init()' },
  { mark: /Invoking user's init function/, doing: 'in init()' },
  { mark: /init has completed successfully/, doing: 'past init(), not yet ready' },
] as const;
const READY = /ready for serving traffic/;
const SHOWN_LINES = 3;
/** Less than this between two looks is noise of the interpreter. */
const GROWTH_BYTES = 4_000_000;

/** A server that has not finished its start when the time was up. */
export const stillLoading: Cause = {
  id: 'still-loading',
  title: 'The service was still loading when the time was up',
  meaning:
    'The container ran, but the server did not say that it is ready within `start-timeout`. The message says how far it came and whether its memory still grew.',
  remedy:
    'Raise `start-timeout` if the model is large and memory still grows. If it does not grow, `init()` waits for something: a download, a host that does not answer, a lock. Azure ML gives a start 300 s.',
  async match(evidence) {
    const { code, state, log } = evidence;
    if (code !== 'NOT_READY' || state?.kind !== 'running' || READY.test(log)) return undefined;
    const step = STEPS.findLast(({ mark }) => mark.test(log));
    if (step === undefined) return undefined;
    const text = `The scoring server was still ${step.doing} when the time was up${await memoryOf(evidence)}. Raise start-timeout if it needs longer; if memory does not grow, see what it waits for.`;
    return causeOf(stillLoading.id, text, lastWords(log, step.mark));
  },
};

async function memoryOf({ memory, memoryLimitBytes }: Evidence): Promise<string> {
  const before = await memory();
  const now = await memory();
  if (before === undefined || now === undefined) return '';
  const limit = memoryLimitBytes === undefined ? '' : ` of ${formatSize(memoryLimitBytes)}`;
  const trend = now - before > GROWTH_BYTES ? 'growing' : 'not growing';
  return `, with ${formatSize(now)}${limit} of memory in use, ${trend}`;
}

/** What the script said last, for those that print how far they are. */
function lastWords(log: string, mark: RegExp): string[] {
  const lines = log.trimEnd().split('\n');
  const from = lines.findLastIndex((line) => mark.test(line));
  return lines
    .slice(from)
    .filter((line) => line.trim() !== '')
    .slice(-SHOWN_LINES);
}
