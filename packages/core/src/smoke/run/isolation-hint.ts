/** What programs write when a name is not found or an address cannot be reached. */
const MARKS =
  /temporary failure in name resolution|name or service not known|network is unreachable|no route to host|failed to establish a new connection|failed to resolve|getaddrinfo failed|could not resolve host|eai_again|timed out/i;
const PLACES = [/host='([^']+)'/, /https?:\/\/([^\s/'"?#)]+)/, /Failed to resolve '([^']+)'/];
const SHOWN_CHARACTERS = 300;

/**
 * Said of a service that failed on a network without a way out and whose log tells that it asked
 * for one; undefined when the log tells of none.
 */
export function isolationHint(log: string): string | undefined {
  const lines = log.split('\n');
  const line = lines.findLast((one) => MARKS.test(one))?.trim();
  if (line === undefined) return undefined;
  const [host] = PLACES.flatMap((place) => place.exec(line)?.[1] ?? []);
  const whom = host === undefined ? 'something outside' : host;
  return `The service tried to reach ${whom} and ran on a network without a way out (isolated): ${line.slice(0, SHOWN_CHARACTERS)}\nBring what it needs into the image, or leave isolated out.`;
}
