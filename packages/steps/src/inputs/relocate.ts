import nodePath from 'node:path';

type Paths = Pick<typeof nodePath, 'isAbsolute'>;

/** A path below `folder`; an absolute one stays as it is. Joined by "/", so that globs survive. */
export function joinPath(folder: string, path: string, paths: Paths = nodePath): string {
  if (paths.isAbsolute(path) || folder === '' || folder === '.') return path;
  if (path === '.') return folder;
  return `${folder.replace(/\/+$/, '')}/${path}`;
}

/** `dir:PATH…` with its path below `folder`; any other location stays as it is. */
export function relocateLocation(text: string, folder: string, paths: Paths = nodePath): string {
  return text.startsWith('dir:')
    ? `dir:${joinPath(folder, text.slice('dir:'.length), paths)}`
    : text;
}
