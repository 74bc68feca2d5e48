import { isAbsolute } from 'node:path';

/** A path below `folder`; an absolute one stays as it is. Joined by "/", so that globs survive. */
export function joinPath(folder: string, path: string): string {
  if (isAbsolute(path) || folder === '' || folder === '.') return path;
  if (path === '.') return folder;
  return `${folder.replace(/\/+$/, '')}/${path}`;
}

/** `dir:PATH…` with its path below `folder`; any other location stays as it is. */
export function relocateLocation(text: string, folder: string): string {
  return text.startsWith('dir:') ? `dir:${joinPath(folder, text.slice('dir:'.length))}` : text;
}
