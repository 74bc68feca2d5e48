import * as z from 'zod/mini';
import { discard, readBody } from '../../http/http.ts';
import type { HttpResponse } from '../../http/http.ts';
import { OciError } from '../errors.ts';
import type { RegistryClient } from './registry-client.ts';

const PAGE_LIMIT_BYTES = 16 * 1024 * 1024;
const MAX_PAGES = 10_000;

const tagList = z.object({ tags: z.nullish(z.array(z.string())) });

/** All tags over all pages, following `Link`; [] where the repository or its tags do not exist. */
export async function tagPages(
  get: (path: string | URL) => Promise<HttpResponse>,
  how: { readonly client: RegistryClient; readonly signal: AbortSignal },
): Promise<string[]> {
  const tags: string[] = [];
  let path: string | URL | undefined = 'tags/list?n=1000';
  for (let page = 0; path !== undefined && page < MAX_PAGES; page += 1) {
    const response: HttpResponse = await get(path);
    if (response.status === 404) {
      await discard(response);
      return tags;
    }
    const body = await readBody(response, PAGE_LIMIT_BYTES, how.signal);
    tags.push(...parseTags(body, how.client.host));
    const next = /<([^>]+)>\s*;[^,]*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
    path = next === undefined ? undefined : how.client.resolve(next, response.url);
  }
  return tags;
}

function parseTags(body: Uint8Array, host: string): readonly string[] {
  try {
    return tagList.parse(JSON.parse(new TextDecoder().decode(body))).tags ?? [];
  } catch (cause) {
    throw new OciError('REGISTRY_FAILED', `${host} answered its list of tags in a form unknown`, {
      cause,
    });
  }
}
