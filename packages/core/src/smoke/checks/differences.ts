import { compare, defaultTolerance, parseAnswer, shorten } from '../cases/compare.ts';
import type { ScoredCase } from '../cases/run-cases.ts';
import type { Exchange } from '../exchange.ts';

/** Members that may differ from answer to answer: times and names of a request. */
const OF_ONE_REQUEST =
  /(time|date|stamp|elapsed|duration|latency|millis|uuid|guid|nonce|trace)|(^|_)(ms|id)$|Id$/i;

/**
 * Where another answer to a case is not the first one, a line each; [] when it is the same. Numbers
 * have the case's tolerance.
 */
export function differencesOf(
  { smokeCase, answer: first }: ScoredCase,
  sent: Exchange,
): readonly string[] {
  if (first === undefined) return [];
  if (sent.kind === 'late') return ['no answer came in time'];
  if (sent.kind === 'broken') return [sent.message];
  const { answer } = sent;
  if (answer.status !== first.status) return [`status ${answer.status} instead of ${first.status}`];
  if (answer.digest === first.digest) return [];
  const [before, now] = [first.body, answer.body].map((body) =>
    parseAnswer(new TextDecoder().decode(body)),
  );
  if (before === undefined || now === undefined) return ['other bytes'];
  const tolerance = smokeCase.expect.json?.tolerance ?? defaultTolerance;
  return compare(now.value, before.value, tolerance)
    .filter(({ pointer }) => !OF_ONE_REQUEST.test(pointer.split('/').at(-1) ?? ''))
    .map(({ pointer, actual, expected }) => {
      const place = pointer === '' ? 'the answer' : pointer;
      return `${place}: ${shorten(actual)} instead of ${shorten(expected)}`;
    });
}
