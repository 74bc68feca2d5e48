import type { Host, HostLog, Issue, Made, Outputs } from './host.ts';
import { secretParts } from './masks.ts';

/** Shorter ones are part of many a word that is no secret. */
const SHORTEST_SECRET = 4;

/**
 * The same host, which never hands on an output that holds a secret: GitHub would drop it without
 * a word, the other surfaces would keep it in the clear. A warning names it. In what people read
 * `***` stands in the place of a secret before the surface sees it: text that is made inert is not
 * what the pipeline was told to hide any more.
 */
export function guardSecrets(host: Host): Host {
  const secrets = new Set<string>();
  const hide = (text: string): string => withoutAny(text, secrets);
  const { summarize, publish } = host;
  return {
    ...host,
    log: guardLog(host.log, hide),
    group: (title, work, part) => host.group(hide(title), work, part),
    fail: (issues, exitCode) =>
      host.fail(
        issues.map((issue): Issue => ({ ...issue, message: hide(issue.message) })),
        exitCode,
      ),
    ...(summarize !== undefined && { summarize: (markdown: string) => summarize(hide(markdown)) }),
    ...(publish !== undefined && { publish: (made: Made) => publish(guardMade(made, hide)) }),
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

function guardLog(log: HostLog, hide: (text: string) => string): HostLog {
  const { notice } = log;
  return {
    debug: (line) => log.debug(hide(line)),
    info: (line) => log.info(hide(line)),
    warn: (line, place) => log.warn(hide(line), place),
    ...(notice !== undefined && { notice: (line: string) => notice(hide(line)) }),
    progress: (event) => log.progress({ ...event, task: hide(event.task) }),
  };
}

/** A file is the user's own; what is rendered for the surface is text like any other. */
function guardMade(made: Made, hide: (text: string) => string): Made {
  if (made.kind !== 'test-results') return made;
  return { ...made, title: hide(made.title), junit: async () => hide(await made.junit()) };
}

function holdsAny(text: string, secrets: ReadonlySet<string>): boolean {
  return [...secrets].some((secret) => text.includes(secret));
}

/** Longer ones first, as a shorter one may be a part of them. */
function withoutAny(text: string, secrets: ReadonlySet<string>): string {
  if (!holdsAny(text, secrets)) return text;
  const longestFirst = [...secrets].toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}
