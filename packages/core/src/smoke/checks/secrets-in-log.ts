import type { Check } from './check.ts';
import { failed, passed, skipped } from './check.ts';
import { findSecrets } from './secret-shapes.ts';
import { noContainer } from './skip-reasons.ts';

const SHOWN = 3;

/** The log can be read by many; it holds no secrets. */
export const secretsInLog: Check = {
  id: 'secrets-in-log',
  title: 'The log holds no secrets',
  severity: 'error',
  stage: 'after',
  why: "Logs are kept for long and read by many. Looked for are the values of the container's secret variables, those whose names say so (password, token, key, connection string), and what is known by its form: account keys, signatures of shared access links, private keys, tokens of GitHub, AWS, Hugging Face and Slack, JSON web tokens, passwords in URLs. The value is never shown; the reports have *** in its place.",
  remedy: 'Do not print settings or the environment. What was printed is known: change the secret.',
  async run({ subject, given, signal }) {
    if (subject.container === undefined) return skipped(noContainer);
    const { engine, running } = subject.container;
    const log = await engine.logs(running.id, signal);
    const found = findSecrets(log, given.env ?? {});
    if (found.length === 0) return passed;
    const shown = found.slice(0, SHOWN).map(({ what, line }) => `${what} (line ${line})`);
    const rest = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : '';
    return failed(
      `the log of the container holds ${shown.join(', ')}${rest}: do not print it, and change the secret if this log was kept`,
    );
  },
};
