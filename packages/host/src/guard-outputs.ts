import type { Host, Outputs } from './host.ts';
import { secretParts } from './masks.ts';

/** Shorter ones are part of many a word that is no secret. */
const SHORTEST_SECRET = 4;

/**
 * The same host, which never hands on an output that holds a secret: GitHub would drop it without
 * a word, the other surfaces would keep it in the clear. A warning names it. In a summary `***`
 * stands in the place of a secret.
 */
export function guardOutputs(host: Host): Host {
  const secrets = new Set<string>();
  const { summarize } = host;
  return {
    ...host,
    ...(summarize !== undefined && {
      summarize: (markdown: string) => summarize(withoutAny(markdown, secrets)),
    }),
    addSecret(value) {
      for (const part of secretParts(value)) {
        if (part.length >= SHORTEST_SECRET) secrets.add(part);
      }
      host.addSecret(value);
    },
    setOutputs(outputs) {
      const kept: Record<string, string> = {};
      for (const [name, value] of Object.entries<Outputs[string]>(outputs)) {
        if (!holdsAny(value, secrets)) kept[name] = value;
        else host.log.warn(`The output ${name} is not set: a secret is part of its value.`);
      }
      return host.setOutputs(kept);
    },
  };
}

function holdsAny(text: string, secrets: ReadonlySet<string>): boolean {
  return [...secrets].some((secret) => text.includes(secret));
}

/** Longer ones first, as a shorter one may be a part of them. */
function withoutAny(text: string, secrets: ReadonlySet<string>): string {
  const longestFirst = [...secrets].toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}
