import { maskUrls } from '../../engine/masking.ts';
import { causes } from './catalogue.ts';
import type { Evidence, RootCause } from './cause.ts';

/** What the log and the container's state can explain; a check explains itself. */
const EXPLAINED = ['CONTAINER_DIED', 'NOT_READY', 'PORT_LOST', 'CASE_FAILED', 'SCORE_TIMEOUT'];

/** The cause of a failure; undefined when nothing in the catalogue fits. */
export async function explain(evidence: Evidence): Promise<RootCause | undefined> {
  if (!EXPLAINED.includes(evidence.code)) return undefined;
  for (const { match } of causes) {
    const found = await match(evidence);
    if (found !== undefined) return shown(found);
  }
  return undefined;
}

/** On one line, and without credentials. */
function shown(cause: RootCause): RootCause {
  const message = maskUrls(cause.message.replaceAll(/\s*[\r\n]+\s*/g, ' '));
  return { ...cause, message, excerpt: cause.excerpt.map(maskUrls) };
}
