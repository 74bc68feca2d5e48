import type { ContainerRequest } from '../../engine/engine.ts';
import { hiderOf, Secret } from '../../secret.ts';

/** A kind of secret that is known by its form. Patterns are global. */
type Shape = { readonly what: string; readonly pattern: RegExp };

const shapes: readonly Shape[] = [
  {
    what: 'an account key',
    pattern: /(?<=\b(AccountKey|SharedAccessKey)=)[A-Za-z0-9+/]{20,}={0,2}/g,
  },
  {
    what: 'a signature of a shared access link (sig=)',
    pattern: /(?<=[?&;]sig=)[A-Za-z0-9%+/=]{20,}/g,
  },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*/g },
  { what: 'a GitHub token', pattern: /\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,})/g },
  { what: 'an AWS access key', pattern: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { what: 'a JSON web token', pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g },
  { what: 'a Hugging Face token', pattern: /\bhf_[A-Za-z0-9]{30,}\b/g },
  { what: 'a Slack token', pattern: /\bxox[abprs]-[\w-]{20,}/g },
  {
    what: 'a password in a URL',
    pattern: /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:)[^\s/@"'*]{4,}(?=@)/gi,
  },
];

const SECRET_NAME =
  /(password|passwd|pwd|secret|token|credential|api_?key|access_?key|account_?key|connection_?string)/i;
const SHORTEST_VALUE = 6;

export type FoundSecret = { readonly what: string; readonly line: number };

/** Where a log holds secrets: their kind and line (from 1), never the value. */
export function findSecrets(log: string, env: ContainerRequest['env']): readonly FoundSecret[] {
  const lines = log.split('\n');
  const known = secretValues(env);
  return lines.flatMap((text, index) => {
    const named = known.find(({ value }) => text.includes(value));
    const shape = shapes.find(({ pattern }) => text.search(pattern) >= 0);
    const what = named === undefined ? shape?.what : `the value of the variable ${named.name}`;
    return what === undefined ? [] : [{ what, line: index + 1 }];
  });
}

/** A log that can be shown: `***` in the place of each secret. */
export function hideSecrets(log: string, env: ContainerRequest['env']): string {
  const masked = hiderOf(secretValues(env).map(({ value }) => value))(log);
  return shapes.reduce((rest, { pattern }) => rest.replaceAll(pattern, '***'), masked);
}

function secretValues(env: ContainerRequest['env']) {
  return Object.entries(env).flatMap(([name, given]) => {
    const isSecret = given instanceof Secret || SECRET_NAME.test(name);
    const value = given instanceof Secret ? given.reveal() : given;
    return isSecret && value.length >= SHORTEST_VALUE ? [{ name, value }] : [];
  });
}
