import type { Digest } from '../oci/digest.ts';
import { parseDigest } from '../oci/digest.ts';

/** The last name (or id) that `docker load` prints, undefined when it loaded nothing. */
export function parseLoaded(stdout: string): string | undefined {
  const found = [...stdout.matchAll(/^Loaded image(?: ID)?: (\S+)\s*$/gm)];
  return found.at(-1)?.[1];
}

/** The manifest's digest in the last line of `docker push`. */
export function parsePushed(stdout: string): Digest | undefined {
  const found = [...stdout.matchAll(/^\S+: digest: (sha256:[0-9a-f]{64}) size: \d+\s*$/gm)];
  return parseDigest(found.at(-1)?.[1] ?? '');
}

/**
 * The text of `docker logs --timestamps`, which comes on two streams, in the order of time and
 * without the times.
 */
export function mergeLogs(stdout: string, stderr: string): string {
  const lines = [...timed(stdout), ...timed(stderr)];
  return lines
    .sort((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)))
    .map((line) => `${line.text}\n`)
    .join('');
}

function timed(text: string): readonly { readonly time: string; readonly text: string }[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  let last = '';
  return lines.map((line) => {
    const found = /^(\d{4}-\d\d-\d\dT\S+) ?(.*)$/.exec(line);
    if (found?.[1] === undefined) return { time: last, text: line };
    last = found[1];
    return { time: last, text: found[2] ?? '' };
  });
}
