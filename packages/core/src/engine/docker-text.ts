import type { Digest } from '../oci/digest.ts';
import { parseDigest } from '../oci/digest.ts';
import type { ContainerChange, ContainerProcess } from './engine.ts';

/** The last name (or id) that `docker load` prints, undefined when it loaded nothing. */
export function parseLoaded(stdout: string): string | undefined {
  const found = [...stdout.matchAll(/^Loaded image(?: ID)?: (\S+)\s*$/gm)];
  return found.at(-1)?.[1];
}

/** Why an image of `docker load` cannot be used: containerd's store keeps it all the same. */
export function parseUnpackFault(stdout: string): string | undefined {
  return /^(Error unpacking image .*\S)\s*$/m.exec(stdout)?.[1];
}

/** The manifest's digest in the last line of `docker push`. */
export function parsePushed(stdout: string): Digest | undefined {
  const found = [...stdout.matchAll(/^\S+: digest: (sha256:[0-9a-f]{64}) size: \d+\s*$/gm)];
  return parseDigest(found.at(-1)?.[1] ?? '');
}

const TRACEBACK = 'Traceback (most recent call last):';

/**
 * The text of `docker logs --timestamps`, which comes on two streams, in the order of time and
 * without the times. A traceback of one stream stays whole, whatever the other says meanwhile.
 */
export function mergeLogs(stdout: string, stderr: string): string {
  const lines = [...timed(stdout), ...timed(stderr)];
  return lines
    .sort((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)))
    .map((line) => `${line.text}\n`)
    .join('');
}

/** Each line with its time. What goes on from the line before has that one's: it stays with it. */
function timed(text: string): readonly { readonly time: string; readonly text: string }[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  let last = '';
  let isOpen = false;
  return lines.map((line) => {
    const [, time, rest = line] = /^(\d{4}-\d\d-\d\dT\S+) ?(.*)$/.exec(line) ?? [];
    const isIndented = /^\s/.test(rest);
    if (time !== undefined && (last === '' || !(isOpen || isIndented))) last = time;
    // A traceback ends with the first line that is not indented, which belongs to it.
    isOpen = rest.includes(TRACEBACK) || (isOpen && isIndented);
    return { time: last, text: rest };
  });
}

const changeKinds = { A: 'added', C: 'changed', D: 'deleted' } as const;

/** The lines of `docker container diff`: `A /path`. */
export function parseChanges(stdout: string): readonly ContainerChange[] {
  return [...stdout.matchAll(/^([ACD]) (\/.*)$/gm)].flatMap(([, letter, path]) => {
    if (path === undefined || (letter !== 'A' && letter !== 'C' && letter !== 'D')) return [];
    return [{ path, kind: changeKinds[letter] }];
  });
}

/** The table of `docker container top ID -eo pid,uid,rss,args`. */
export function parseProcesses(stdout: string): readonly ContainerProcess[] {
  return [...stdout.matchAll(/^\s*\d+\s+(\S+)\s+(\d+)\s+(.*?)\s*$/gm)].map(
    ([, user = '', kibibytes = '0', command = '']) => ({
      user,
      command,
      memoryBytes: Number(kibibytes) * 1024,
    }),
  );
}

const units: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** `145.2MiB` in bytes; undefined when it is none such. */
export function parseSize(text: string): number | undefined {
  const [, number, unit] = /^([\d.]+)\s*([A-Za-z]+)$/.exec(text.trim()) ?? [];
  const factor = units[unit ?? ''];
  return factor === undefined ? undefined : Math.round(Number(number) * factor);
}
