const PRINTABLE_KEYS: ReadonlySet<string> = new Set([
  'api-version',
  'artifactType',
  'digest',
  'from',
  'last',
  'mount',
  'n',
  'scope',
  'service',
  'version',
]);

/**
 * The URL as it may be printed: no user info, no fragment, and of the query only keys known to
 * carry no secret (signed URLs and upload states hide theirs there).
 */
export function printableUrl(url: URL): string {
  const query = new URLSearchParams(
    [...url.searchParams].filter(([key]) => PRINTABLE_KEYS.has(key)),
  ).toString();
  const origin = `${url.protocol}//${url.host}`;
  return `${origin}${url.pathname}${query === '' ? '' : `?${query}`}`;
}
