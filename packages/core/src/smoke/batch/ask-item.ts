import type { Clock } from '../../clock.ts';
import { formatSize } from '../../format-size.ts';
import type { Answer, Exchange, ExchangeDeps } from '../exchange.ts';
import { exchange } from '../exchange.ts';
import { SmokeError } from '../errors.ts';
import type { BatchItem, ItemOutcome } from './item.ts';
import type { LiveService } from './service.ts';

/** `ended`: the service is gone; whether this item was the reason is not known. */
export type Asked = ItemOutcome | { readonly kind: 'ended'; readonly error: SmokeError };

export type AskDeps = ExchangeDeps & { readonly clock: Clock };

/** A connection breaks a moment before the engine knows that its container has ended. */
const SETTLE_MS = 500;
const TRIES = 2;
const MAX_REASON_CHARACTERS = 300;

/** Posts one item to `/score`; a connection that broke while the service lives is tried once more. */
export async function askItem(
  item: BatchItem,
  live: LiveService,
  timeoutMs: number,
  deps: AskDeps,
): Promise<Asked> {
  const { request } = item;
  if ('refused' in request) return { kind: 'failed', status: null, reason: request.refused };
  for (let turn = 1; ; turn += 1) {
    const sent = await exchange(
      {
        method: 'POST',
        url: new URL('score', live.url),
        headers: { 'content-type': request.contentType },
        body: request.body,
        timeoutMs,
      },
      deps,
    );
    if (sent.kind !== 'broken') return outcomeOf(sent, timeoutMs);
    await deps.clock.sleep(SETTLE_MS, deps.signal);
    const ended = await endOf(live);
    if (ended !== undefined) return { kind: 'ended', error: ended };
    if (turn < TRIES) continue;
    return { kind: 'failed', status: null, reason: `the connection broke: ${sent.message}` };
  }
}

async function endOf(live: LiveService): Promise<SmokeError | undefined> {
  try {
    await live.confirm();
    return undefined;
  } catch (error) {
    if (error instanceof SmokeError) return error;
    throw error;
  }
}

function outcomeOf(
  sent: Exclude<Exchange, { readonly kind: 'broken' }>,
  timeoutMs: number,
): ItemOutcome {
  if (sent.kind === 'late') {
    const reason = `no answer within ${timeoutMs / 1000} s; if run() needs longer, raise request-timeout`;
    return { kind: 'failed', status: null, reason };
  }
  const { answer } = sent;
  const { status, sizeBytes, body } = answer;
  if (status < 200 || status > 299) {
    return { kind: 'failed', status, reason: `status ${status}: ${startOf(answer)}` };
  }
  if (sizeBytes > body.byteLength) {
    const reason = `the answer has ${formatSize(sizeBytes)}; ${formatSize(body.byteLength)} is the most that is kept`;
    return { kind: 'failed', status, reason };
  }
  return { kind: 'answered', answer };
}

function startOf({ body }: Answer): string {
  const text = Buffer.from(body.subarray(0, 4 * MAX_REASON_CHARACTERS)).toString('utf8');
  return text.slice(0, MAX_REASON_CHARACTERS).trim();
}
