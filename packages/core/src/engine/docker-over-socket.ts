import type { Digest } from '../oci/digest.ts';
import { mapLimit } from '../map-limit.ts';
import type { ApiAnswer, ApiCall, DockerApi } from './docker-api.ts';
import { read } from './docker-api.ts';
import { loadOverSocket } from './docker-load.ts';
import { IDENTITY_SINCE, parseContainers, parseImageIds, parseImages } from './docker-json.ts';
import type { EngineContainers, EngineImages } from './engine.ts';

/** What is asked of the socket; all of it can be asked of the command line as well. */
type Asked = Pick<
  EngineImages & EngineContainers,
  | 'inspectImage'
  | 'listImages'
  | 'load'
  | 'tag'
  | 'removeImage'
  | 'inspectContainer'
  | 'removeContainer'
>;

const GONE = 404;
const imagesAtOnce = 8;

/**
 * The questions and small acts of a smoke test by Docker's Engine API, each in a few milliseconds
 * instead of the start of a program. An answer that is not the one that was hoped for is left to
 * the command line, which says what is wrong.
 */
export function overSocket(api: DockerApi, cli: Asked): Asked {
  return {
    async inspectImage(reference, signal) {
      const path = imagePath(reference, 'json');
      const answer = await ask(api, { method: 'GET', path, signal });
      if (answer?.status === GONE) return undefined;
      if (answer === undefined) return cli.inspectImage(reference, signal);
      const identity = (await api.isAtLeast(IDENTITY_SINCE)) ? 'known' : 'unknown';
      const parse = first((text) => parseImages(text, identity));
      return read(answer, parse) ?? cli.inspectImage(reference, signal);
    },
    async listImages(signal) {
      return (await layersOfAll(api, signal)) ?? cli.listImages(signal);
    },
    async load(source, signal) {
      return (await loadOverSocket(api, source, signal)) ?? cli.load(source, signal);
    },
    async tag(source, target, signal) {
      const path = tagPath(source, target);
      const answer = await ask(api, { method: 'POST', path, signal });
      if (answer?.status !== 201) await cli.tag(source, target, signal);
    },
    async removeImage(reference, signal) {
      const path = imagePath(reference);
      const answer = await ask(api, { method: 'DELETE', path, signal, patience: 'none' });
      if (answer?.status !== 200 && answer?.status !== GONE) {
        await cli.removeImage(reference, signal);
      }
    },
    async inspectContainer(id, signal) {
      const path = containerPath(id, 'json');
      const answer = await ask(api, { method: 'GET', path, signal });
      if (answer?.status === GONE) return undefined;
      return read(answer, first(parseContainers)) ?? cli.inspectContainer(id, signal);
    },
    async removeContainer(id, signal) {
      const path = containerPath(id, undefined, 'force=true&v=true');
      const answer = await ask(api, { method: 'DELETE', path, signal, patience: 'none' });
      if (answer?.status !== 204 && answer?.status !== GONE) await cli.removeContainer(id, signal);
    },
  };
}

type PathCall = Omit<ApiCall, 'path'> & { readonly path: string | undefined };

async function ask(api: DockerApi, { path, ...call }: PathCall): Promise<ApiAnswer | undefined> {
  return path === undefined ? undefined : api.call({ ...call, path });
}

async function layersOfAll(
  api: DockerApi,
  signal: AbortSignal,
): Promise<readonly (readonly Digest[])[] | undefined> {
  const answer = await api.call({ method: 'GET', path: '/images/json', signal });
  const ids = read(answer, parseImageIds);
  if (ids === undefined) return undefined;
  const found = await mapLimit(ids, imagesAtOnce, async (id) => {
    const image = await ask(api, { method: 'GET', path: imagePath(id, 'json'), signal });
    // One that was removed since the listing has no layers any more.
    if (image?.status === GONE) return [];
    return read(image, first(parseImages))?.layers;
  });
  const whole = found.filter((layers) => layers !== undefined);
  return whole.length === found.length ? whole : undefined;
}

/** What the command line prints of one thing is a list of what the API answers. */
function first<T>(parse: (stdout: string) => readonly T[]): (text: string) => T | undefined {
  return (text) => parse(`[${text}]`)[0];
}

function imagePath(reference: string, question?: string): string | undefined {
  return pathOf('images', reference, question);
}

function containerPath(id: string, question?: string, query?: string): string | undefined {
  const path = pathOf('containers', id, question);
  return path === undefined || query === undefined ? path : `${path}?${query}`;
}

/** A path with nothing in it but one name; undefined for what is none. */
function pathOf(kind: string, name: string, question: string | undefined): string | undefined {
  if (!/^[A-Za-z0-9][\w.:/@+-]*$/.test(name) || /(^|\/)\.|\.\.|\/\//.test(name)) return undefined;
  const end = question === undefined ? '' : `/${question}`;
  return `/${kind}/${encodeURIComponent(name)}${end}`;
}

function tagPath(source: string, target: string): string | undefined {
  const path = pathOf('images', source, 'tag');
  const [, repo, tag] = /^([^@]+):([\w][\w.-]*)$/.exec(target) ?? [];
  if (path === undefined || repo === undefined || tag === undefined) return undefined;
  return `${path}?${new URLSearchParams({ repo, tag }).toString()}`;
}
