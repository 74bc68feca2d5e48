/** Where a path of a service is, whose root may itself have a path: `/score` below `https://h/api/`. */
export function urlBelow(root: URL, path: string): URL {
  if (root.pathname === '/' && /^\/[^/]/.test(path)) return new URL(path, root);
  return new URL(`./${path.replace(/^\/+/, '')}`, root);
}
