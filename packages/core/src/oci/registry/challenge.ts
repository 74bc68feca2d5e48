/** One challenge of a `WWW-Authenticate` header, RFC 9110 section 11.6.1. Names in lower case. */
export type Challenge = {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
};

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;

/** All challenges of a header; several may share one, and quoted values may hold commas. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let at = 0;
  const skip = (pattern: RegExp): void => {
    while (at < header.length && pattern.test(header.charAt(at))) at += 1;
  };
  while (at < header.length) {
    skip(/[\s,]/);
    const name = token(header, at);
    if (name === undefined) break;
    at += name.length;
    skip(/\s/);
    const current = challenges.at(-1);
    if (header.charAt(at) !== '=' || current === undefined) {
      challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
      continue;
    }
    at += 1;
    skip(/\s/);
    const { value, end } = parameterValue(header, at);
    current.parameters.set(name.toLowerCase(), value);
    at = end;
  }
  return challenges;
}

function token(header: string, at: number): string | undefined {
  TOKEN.lastIndex = at;
  return TOKEN.exec(header)?.[0];
}

function parameterValue(header: string, start: number): { value: string; end: number } {
  if (header.charAt(start) !== '"') {
    const value = token(header, start) ?? '';
    return { value, end: start + Math.max(value.length, 1) };
  }
  let value = '';
  let at = start + 1;
  while (at < header.length && header.charAt(at) !== '"') {
    if (header.charAt(at) === '\\') at += 1;
    value += header.charAt(at);
    at += 1;
  }
  return { value, end: at + 1 };
}
