import { discard, type HttpResponse, readBody } from '../../http/http.ts';
import { type Descriptor, type Index, parseIndex } from '../descriptor.ts';
import { type Digest, digestOf } from '../digest.ts';
import { OciError } from '../errors.ts';
import { emptyIndex } from '../layout/layout-index.ts';
import { mediaTypes } from '../media-types.ts';
import { referrersTag, withReferrer } from '../referrers.ts';
import type { Repository } from '../repository.ts';

const PAGE_LIMIT_BYTES = 4 * 1024 * 1024;
const MAX_PAGES = 1000;
const MAX_TRIES = 6;

/** What referrers need of a registry. */
export type ReferrersDeps = {
  readonly repository: Pick<Repository, 'name' | 'getManifest' | 'putManifest'>;
  /** GET below the repository; 400, 404 and 405 are answers. */
  readonly get: (path: string | URL) => Promise<HttpResponse>;
  readonly resolve: (location: string, base: URL) => URL;
  /** Waits before another try. */
  readonly pause: (attempt: number) => Promise<void>;
  readonly signal: AbortSignal;
};

/** Referrers by the registry's API; undefined where it has none, distribution-spec 1.1. */
export async function referrersByApi(
  subject: Digest,
  { repository, get, resolve, signal }: ReferrersDeps,
): Promise<Descriptor[] | undefined> {
  const found: Descriptor[] = [];
  let path: string | URL | undefined = `referrers/${subject}`;
  for (let page = 0; path !== undefined && page < MAX_PAGES; page += 1) {
    const response: HttpResponse = await get(path);
    if (response.status >= 400) {
      await discard(response);
      return page === 0 ? undefined : found;
    }
    const bytes = await readBody(response, PAGE_LIMIT_BYTES, signal);
    found.push(...parseIndex(bytes, `the referrers in ${repository.name}`).manifests);
    const next = /<([^>]+)>\s*;[^,]*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
    path = next === undefined ? undefined : resolve(next, response.url);
  }
  return found;
}

/** The index under the fallback tag; an empty one where there is no such tag. */
export async function indexByTag(
  subject: Digest,
  { repository, signal }: Pick<ReferrersDeps, 'repository' | 'signal'>,
): Promise<Index> {
  const tag = referrersTag(subject);
  const content = await repository.getManifest(tag, signal);
  if (content === undefined) return emptyIndex;
  if (content.mediaType === mediaTypes.index && content.digest !== subject) {
    return parseIndex(content.bytes, `${repository.name}:${tag}`);
  }
  const message = `${repository.name}:${tag} is no list of referrers; remove that tag`;
  throw new OciError('INVALID_MANIFEST', message);
}

/**
 * Adds an entry under the fallback tag. Tags have no locks: others may write at the same time, so
 * it is read again, and written again while the entry is missing. REGISTRY_FAILED when it stays so.
 */
export async function addByTag(
  entry: Descriptor,
  subject: Digest,
  deps: ReferrersDeps,
): Promise<void> {
  const { repository, pause, signal } = deps;
  for (let attempt = 0; attempt <= MAX_TRIES; attempt += 1) {
    const index = await indexByTag(subject, deps);
    const changed = withReferrer(index, entry);
    if (changed === index) return;
    const bytes = new TextEncoder().encode(JSON.stringify(changed));
    const manifest = { bytes, mediaType: mediaTypes.index, digest: digestOf(bytes) };
    await repository.putManifest(manifest, referrersTag(subject), signal);
    // Whoever read before this write has written by the end of the pause.
    await pause(attempt);
  }
  const message = `${repository.name}: others keep writing the list of referrers of ${subject}`;
  throw new OciError('REGISTRY_FAILED', message);
}
