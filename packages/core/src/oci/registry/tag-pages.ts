import * as z from 'zod/mini';
import { discard, readBody } from '../../http/http.ts';
import type { HttpResponse } from '../../http/http.ts';
import { OciError } from '../errors.ts';
import type { RegistryClient } from './registry-client.ts';

const PAGE_LIMIT_BYTES = 16 * 1024 * 1024;
const MAX_PAGES = 10_000;
/** `Link` with the next page, RFC 8288. */
const NEXT = /<([^>]+)>\s*;[^,]*rel="?next"?/;

const tagList = z.object({ tags: z.nullish(z.array(z.string())) });

/**
 * All tags over all pages, following `Link`; [] where the repository or its tags do not exist. Part of
 * a list would give a number twice: one that breaks off, or does not end, is REGISTRY_FAILED.
 */
export async function tagPages(
  get: (path: string | URL) => Promise<HttpResponse>,
  how: { readonly client: Pick<RegistryClient, 'host' | 'resolve'>; readonly signal: AbortSignal },
): Promise<string[]> {
  const { client, signal } = how;
  const tags: string[] = [];
  let path: string | URL = 'tags/list?n=1000';
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const response = await get(path);
    if (response.status === 404) {
      await discard(response);
      if (page === 1) return [];
      throw broken(client.host, `breaks off at page ${page} (status 404)`);
    }
    tags.push(...parseTags(await readBody(response, PAGE_LIMIT_BYTES, signal), client.host));
    const next = NEXT.exec(response.headers.get('link') ?? '')?.[1];
    if (next === undefined) return tags;
    path = client.resolve(next, response.url);
  }
  throw broken(client.host, `has no end after ${MAX_PAGES} pages`);
}

function broken(host: string, how: string): OciError {
  const message = `the list of tags of ${host} ${how}; nothing is registered or read on part of it`;
  return new OciError('REGISTRY_FAILED', message);
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
