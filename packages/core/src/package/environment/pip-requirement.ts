import type { Place } from '../../errors.ts';

/** A requirement line for pip, or why it cannot be taken. */
export type PipLine =
  | { readonly kind: 'requirement'; readonly name: string; readonly text: string }
  | { readonly kind: 'url'; readonly name: string | undefined; readonly text: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused'; readonly why: string };

/** A requirement line with the name it is for and the place where it is written. */
export type Requirement = {
  /** Normalised; undefined for a URL that names no package. */
  readonly name: string | undefined;
  readonly text: string;
  /** Absent for a line that nobody wrote. */
  readonly place?: Place;
};

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const EXTRAS = '(?:\\s*\\[[A-Za-z0-9._,\\s-]*\\])?';
const CLAUSE = '(?:===?|~=|!=|<=|>=|<|>)\\s*[A-Za-z0-9._*+!-]+';
const MARKER = '(?:\\s*;\\s*[A-Za-z0-9_.,<>=!~\'"()\\s-]+)?';
const REQUIREMENT = new RegExp(
  `^(${NAME})${EXTRAS}\\s*(?:\\(?\\s*${CLAUSE}(?:\\s*,\\s*${CLAUSE})*\\s*\\)?)?${MARKER}$`,
);
const URL_LINE = new RegExp(
  `^(?:(${NAME})${EXTRAS}\\s*@\\s*)?((?:git\\+)?https://[A-Za-z0-9._~:/@%+#=&!-]+)${MARKER}$`,
);

/** More is no requirement, and takes long to find out about. */
const LONGEST_LINE = 4000;

/**
 * Reads one line of a pip section (PEP 508) by an allow-list, as it goes into a requirements file:
 * options and paths are refused with the input or place to use instead, URLs with credentials
 * without being repeated.
 */
export function parsePipLine(line: string): PipLine {
  if (line.length > LONGEST_LINE) {
    return { kind: 'refused', why: `is longer than ${LONGEST_LINE} characters; shorten it` };
  }
  const text = line.replace(/(^|[ \t])#.*$/, '').trim();
  if (text === '') return { kind: 'empty' };
  if (text.startsWith('-')) return { kind: 'refused', why: whyNoOption(text) };
  if (text.includes('://')) return parseUrlLine(text);
  const name = isOneLine(text) ? REQUIREMENT.exec(text)?.[1] : undefined;
  if (name !== undefined) return { kind: 'requirement', name: normalizeName(name), text };
  if (/^(\.|\/|file:)|\.(whl|tar\.gz|zip)$/.test(text)) {
    const why = 'is a path, which the image cannot see; put the code into the source directory';
    return { kind: 'refused', why };
  }
  if (/\s--hash[= ]/.test(text)) {
    const why =
      'has a hash, which pip wants for all packages or none; leave the hashes out: the lock file pins the image by digest';
    return { kind: 'refused', why };
  }
  return { kind: 'refused', why: 'is not a requirement pip can install; write name==version' };
}

function parseUrlLine(text: string): PipLine {
  const url = /[a-z+]+:\/\/\S*/i.exec(text)?.[0] ?? '';
  const authority = url.split('://')[1]?.split('/')[0] ?? '';
  if (authority.includes('@') || url.includes('?')) {
    const why = 'is a URL with credentials; use the input pip-index-url, which no image keeps';
    return { kind: 'refused', why };
  }
  const match = isOneLine(text) ? URL_LINE.exec(text) : null;
  if (match === null) {
    return {
      kind: 'refused',
      why: 'is not a URL pip can be given here; use https:// or git+https://',
    };
  }
  return { kind: 'url', name: match[1] === undefined ? undefined : normalizeName(match[1]), text };
}

function isOneLine(text: string): boolean {
  return !/[\r\n\v\f]/.test(text);
}

function whyNoOption(text: string): string {
  const option = /^--?[A-Za-z-]+/.exec(text)?.[0] ?? text.slice(0, 2);
  const short = option.startsWith('--') ? option : option.slice(0, 2);
  switch (short) {
    case '-i':
    case '--index-url':
      return `sets ${short}; use the input pip-index-url instead`;
    case '--extra-index-url':
      return `sets ${short}; use the input pip-extra-index-url instead`;
    case '-f':
    case '--find-links':
    case '--no-index':
      return `sets ${short}; use the input pip-index-url instead`;
    case '--trusted-host':
      return `sets ${short}; use the input ca-certificates instead`;
    case '-r':
    case '--requirement':
    case '-c':
    case '--constraint':
      return `includes another file with ${short}; write its lines here instead`;
    case '-e':
    case '--editable':
      return `installs a folder with ${short}; put the code into the source directory instead`;
    default:
      return `sets the option ${short}, which is not supported yet; remove it`;
  }
}

/** A package name as PEP 503 compares it. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/**
 * The version specifier of a requirement line: '' when it names none. Undefined where it cannot be
 * judged: a URL, or a line that a marker may switch off.
 */
export function specifierOf(text: string): string | undefined {
  if (text.includes('@') || text.includes(';')) return undefined;
  const rest = text.replace(/^[A-Za-z0-9._-]+(\s*\[[^\]]*\])?/, '');
  return rest.replaceAll(/[()\s]/g, '');
}

/** The same package and extras with another version. */
export function withSpecifier(text: string, specifier: string): string {
  return `${/^[A-Za-z0-9._-]+(\s*\[[^\]]*\])?/.exec(text)?.[0] ?? text}${specifier}`;
}
