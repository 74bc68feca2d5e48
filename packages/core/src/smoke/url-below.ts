/** Where a path of a service is, whose root may itself have a path: `/score` below `https://h/api/`. */
export function urlBelow(root: URL, path: string): URL {
  return new URL(`./${path.replace(/^\/+/, '')}`, root);
}
