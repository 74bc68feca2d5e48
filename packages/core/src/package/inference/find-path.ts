import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Place } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { nearest } from '../config/nearest.ts';
import { distinct, look } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { isInside } from './repository.ts';

/** A path of a configuration, and where to look for it. */
export type Want = {
  readonly kind: 'file' | 'folder' | 'any';
  /** As the configuration has it. */
  readonly value: string;
  /** The key, as messages name it. */
  readonly name: string;
  readonly place: Place;
  /** Folders to look in: the first is where the path belongs, the others are fallbacks. */
  readonly roots: readonly string[];
  /** What may be found: only what is inside one of these folders. */
  readonly within: readonly string[];
  /** What to do when the first folder and a fallback both have one, and they differ. */
  readonly whenSeveral: 'refuse' | 'warn' | 'takeFirst';
  /** Tells which of several folders is meant, where that can be seen, and what the others lack. */
  readonly prefer?: {
    readonly test: (candidate: string) => Promise<boolean>;
    readonly otherwise: string;
  };
};

export type Search =
  | { readonly kind: 'file' | 'folder'; readonly path: string }
  /** `isAbsent` when there is just nothing in the folders that were looked in. */
  | { readonly kind: 'fault'; readonly message: string; readonly isAbsent?: boolean };

/** Finds what a configuration names, says what was taken where that is not plain. */
export async function findPath(want: Want, log: Pick<Log, 'info' | 'warn'>): Promise<Search> {
  const refused = (message: string) => ({ kind: 'fault', message }) as const;
  const value = want.value.replaceAll('\\', '/');
  if (path.posix.isAbsolute(value) || path.win32.isAbsolute(want.value)) {
    const message = `${want.name} is an absolute path (${want.value}), which other machines do not have; ${relativeHint(want)}`;
    return refused(message);
  }
  const wanted = [...new Set(want.roots.map((root) => path.resolve(root, value)))];
  const candidates: Candidate[] = [];
  for (const each of wanted) candidates.push(await look(each, want.within));
  const first = candidates[0];
  if (first?.kind === 'link-out') return refused(await explain(want, value, candidates));
  const good = await distinct(candidates.filter(({ kind }) => matches(kind, want.kind)));
  const exact = good.filter((each) => each.actual === each.wanted);
  const chosen = await preferred(exact.length > 0 ? exact : good, want);
  const [best, other] = chosen;
  if (best === undefined) {
    const isAbsent = candidates.every(({ kind }) => kind === 'absent' || kind === 'outside');
    return { ...refused(await explain(want, value, candidates)), isAbsent };
  }
  const taken = best.actual ?? best.wanted;
  if (other !== undefined && want.whenSeveral !== 'takeFirst') {
    const rival = other.actual ?? other.wanted;
    if (want.whenSeveral === 'refuse') return refused(ambiguous(want, taken, rival));
    const line = `${want.name}: took ${taken}; ${rival}, beside the configuration, differs from it and is not used`;
    log.warn(line, want.place);
  }
  if (taken !== best.wanted) {
    const line = `${want.name}: took ${taken}, as there is no ${best.wanted}; write it with the same capital letters, as Linux needs it`;
    log.warn(line, want.place);
  } else if (best !== first) {
    log.info(`${want.name}: took ${taken}, as ${whyNotFirst(first, want)}.`);
  }
  return { kind: best.kind === 'folder' ? 'folder' : 'file', path: taken };
}

function whyNotFirst(first: Candidate | undefined, want: Want): string {
  if (first !== undefined && matches(first.kind, want.kind)) {
    return `${first.actual ?? first.wanted} ${want.prefer?.otherwise ?? 'is another'}`;
  }
  return `there is no ${first?.wanted ?? ''}`;
}

function matches(found: Candidate['kind'], wanted: Want['kind']): boolean {
  return wanted === 'any' ? found === 'file' || found === 'folder' : found === wanted;
}

function relativeHint({ value, roots }: Want): string {
  const root = roots[0] ?? '';
  if (path.isAbsolute(value) && isInside(root, value)) {
    return `write ${path.relative(root, value).split(path.sep).join('/') || '.'}`;
  }
  return `write it relative to ${root}`;
}

function ambiguous(want: Want, first: string, second: string): string {
  const folder = path.dirname(second);
  return `${want.name} (${want.value}) is both ${first} and ${second}, and they differ; remove or rename one, or set working-directory to ${folder} if the second is meant`;
}

async function preferred(good: Candidate[], want: Want): Promise<Candidate[]> {
  const { prefer } = want;
  if (prefer === undefined || good.length < 2) return good;
  const kept: Candidate[] = [];
  for (const each of good) if (await prefer.test(each.actual ?? each.wanted)) kept.push(each);
  return kept.length === 0 ? good.slice(0, 1) : kept;
}

async function explain(
  want: Want,
  value: string,
  candidates: readonly Candidate[],
): Promise<string> {
  const linked = candidates.find(({ kind }) => kind === 'link-out');
  if (linked !== undefined) {
    return `${want.name} (${want.value}) is a link that leaves ${want.within[0] ?? ''}; copy it inside`;
  }
  const wrong = candidates.find(({ kind }) => kind === 'file' || kind === 'folder');
  if (wrong !== undefined) {
    return `${want.name}: ${wrong.actual ?? ''} is a ${wrong.kind}, not a ${nameOf(want.kind)}; name a ${nameOf(want.kind)}`;
  }
  if (candidates.every(({ kind }) => kind === 'outside')) {
    return `${want.name} (${want.value}) leaves ${want.within[0] ?? ''}; move the ${nameOf(want.kind)} inside`;
  }
  const absent = candidates.filter(({ kind }) => kind === 'absent').map(({ wanted }) => wanted);
  const dead = await firstLink(absent);
  if (dead !== undefined) {
    return `${want.name}: ${dead} is a link that leads nowhere; put the ${nameOf(want.kind)} in its place`;
  }
  const near = await nearMiss(absent, value);
  const hint = near === undefined ? 'create it, or correct the path' : `did you mean ${near}?`;
  return `${want.name}: no ${nameOf(want.kind)} at ${absent.join(' nor at ')}; ${hint}`;
}

async function firstLink(absent: readonly string[]): Promise<string | undefined> {
  for (const candidate of absent) {
    const found = await lstat(candidate).catch(() => undefined);
    if (found?.isSymbolicLink() === true) return candidate;
  }
  return undefined;
}

function nameOf(kind: Want['kind']): string {
  return kind === 'any' ? 'file or folder' : kind;
}

/** The value with its last part replaced by a name that is there and looks like it. */
async function nearMiss(wanted: readonly string[], value: string): Promise<string | undefined> {
  for (const candidate of wanted) {
    const names = await readdir(path.dirname(candidate)).catch(() => []);
    const near = nearest(path.basename(candidate), names);
    if (near !== undefined) return path.posix.join(path.posix.dirname(value), near);
  }
  return undefined;
}
