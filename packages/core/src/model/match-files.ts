import { lstat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';

/** The folders before the first part that is a pattern: what matches must not move other paths. */
export function fixedPart(pattern: string): string {
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => /[*?[\]{}()!+@\\]/.test(part));
  return parts.slice(0, first).join('/') || (pattern.startsWith('/') ? '/' : '.');
}

/** True for a path with wildcards; `/` parts it. Nothing is loaded for a path that has none. */
export async function isPattern(path: string): Promise<boolean> {
  if (!/[*?[\]{}()!+@\\]/.test(path)) return false;
  const { isDynamicPattern } = await import('tinyglobby');
  return isDynamicPattern(path);
}

/** What matches, absolute; for files behind a link the link alone, for links are kept as links. */
export async function matchesOf(
  pattern: string,
  root: string,
  workingDirectory: string,
): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const matches = await glob(pattern, { cwd: workingDirectory, absolute: true, dot: true });
  const links = new Map<string, boolean>();
  const isLink = async (path: string): Promise<boolean> => {
    const known = links.get(path) ?? (await lstat(path)).isSymbolicLink();
    links.set(path, known);
    return known;
  };
  const paths = new Set<string>();
  for (const match of matches) {
    let path = root;
    for (const part of relative(root, resolve(match)).split(sep)) {
      path = join(path, part);
      if (await isLink(path)) break;
    }
    paths.add(path);
  }
  return [...paths];
}
