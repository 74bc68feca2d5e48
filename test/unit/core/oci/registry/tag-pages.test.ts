import type { HttpResponse } from '@package-model/core/http/http';
import { tagPages } from '@package-model/core/oci/registry/tag-pages';
import { expect, test } from 'vitest';

const { signal } = new AbortController();
const client = {
  host: 'host.io',
  resolve: (location: string, base: URL) => new URL(location, base),
};

function page(tags: readonly string[], next?: string): HttpResponse {
  const body = Buffer.from(JSON.stringify({ name: 'net', tags }));
  return {
    status: 200,
    headers: new Map(next === undefined ? [] : [['link', `<${next}>; rel="next"`]]),
    body: (async function* bytes() {
      yield body;
    })(),
    url: new URL('https://host.io/v2/net/tags/list'),
  };
}

function missing(): HttpResponse {
  return { ...page([]), status: 404 };
}

/** Answers one after the other; what is asked for is noted. */
async function read(answers: readonly HttpResponse[]) {
  const asked: string[] = [];
  const left = [...answers];
  const get = async (path: string | URL): Promise<HttpResponse> => {
    asked.push(String(path));
    return left.shift() ?? missing();
  };
  return { tags: await tagPages(get, { client, signal }), asked };
}

test('follows the links to the last page', async () => {
  const next = '/v2/net/tags/list?n=1000&last=b';
  const { tags, asked } = await read([page(['a', 'b'], next), page(['c'])]);
  expect(tags).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual(['tags/list?n=1000', `https://host.io${next}`]);
});

test('a first page that is not there is a repository without tags', async () => {
  expect((await read([missing()])).tags).toEqual([]);
});

test('a link to a page that is not there breaks the list off', async () => {
  const pages = [page(['model-v1'], '/v2/two'), page(['model-v2'], '/v2/three'), missing()];
  await expect(read(pages)).rejects.toMatchObject({
    code: 'REGISTRY_FAILED',
    message:
      'the list of tags of host.io breaks off at page 3 (status 404); ' +
      'nothing is registered or read on part of it',
  });
});

test('a list without an end is given up', async () => {
  const get = async (): Promise<HttpResponse> => page(['a'], '/v2/again');
  await expect(tagPages(get, { client, signal })).rejects.toMatchObject({
    code: 'REGISTRY_FAILED',
    message: expect.stringContaining('has no end after 10000 pages'),
  });
});
