import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { parseManifest } from '@package-model/core/oci/descriptor';
import { digestOf } from '@package-model/core/oci/digest';
import { mediaTypes } from '@package-model/core/oci/media-types';

/** What this registry does that distribution 2.8 cannot be made to do. */
export type StandInOptions = {
  /** Reading blobs and uploading them goes on at another origin, by signed URLs. */
  readonly elsewhere?: boolean;
  /** The other origin asks for a login of its own, at a realm that is not to be trusted. */
  readonly challenge?: string;
  /** Tags come in pages of so many, whatever is asked for. */
  readonly pageSize?: number;
  /** The first upload breaks after so many bytes, which are kept. */
  readonly cutAfterBytes?: number;
  /** User and password that the registry itself wants. */
  readonly login?: string;
  /** Manifests are refused so often with MANIFEST_BLOB_UNKNOWN, and all blobs forgotten. */
  readonly forgetfulPuts?: number;
  /** Has the referrers API, in pages of one; `silent`: a PUT does not say that it lists it. */
  readonly referrers?: 'told' | 'silent';
  /** PATCH is refused with this status: the registry only takes whole blobs. */
  readonly patchStatus?: number;
  /** The list of tags is made anew for every so many requests for it only, as from a cache. */
  readonly listsPerLook?: number;
  /** DELETE is refused with this status. */
  readonly deleteStatus?: number;
  /** A PUT at a tag that is there is refused with this status: tags are immutable. */
  readonly retagStatus?: number;
  /** So many PUTs of a version are overwritten at once, as by another region of the registry. */
  readonly collisions?: number;
  /** Manifests of these kinds alone are taken, as GitLab's registry does it. */
  readonly artifactTypes?: readonly string[];
  /** Wants tokens; one to read tells nothing of a repository that none to write has made yet. */
  readonly tokens?: boolean;
};

export type SeenRequest = {
  readonly origin: 'registry' | 'elsewhere';
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  bodyBytes: number;
};

export type StandIn = {
  readonly host: string;
  readonly elsewhere: string;
  readonly seen: readonly SeenRequest[];
  readonly blobs: Map<string, Buffer>;
  readonly manifests: ReadonlyMap<string, Buffer>;
  readonly tags: string[];
  readonly stop: () => Promise<void>;
};

type State = {
  readonly options: StandInOptions;
  readonly blobs: Map<string, Buffer>;
  readonly manifests: Map<string, Buffer>;
  readonly uploads: Map<string, Buffer[]>;
  readonly tags: string[];
  readonly seen: SeenRequest[];
  listed: readonly string[];
  lists: number;
  isMade: boolean;
  collisionsLeft: number;
  elsewhere: string;
  cutLeft: number;
  forgetLeft: number;
};

/** Starts a small registry in this process: OCI distribution-spec, as far as the tests need it. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const state: State = {
    options,
    blobs: new Map(),
    manifests: new Map(),
    uploads: new Map(),
    tags: [],
    seen: [],
    listed: [],
    lists: 0,
    isMade: options.tokens !== true,
    collisionsLeft: options.collisions ?? 0,
    elsewhere: '',
    cutLeft: options.cutAfterBytes ?? Number.POSITIVE_INFINITY,
    forgetLeft: options.forgetfulPuts ?? 0,
  };
  const registry = await listen((request, response) => atRegistry(request, response, state));
  const other = await listen((request, response) => atElsewhere(request, response, state));
  state.elsewhere = other.host;
  return {
    host: registry.host,
    elsewhere: other.host,
    seen: state.seen,
    blobs: state.blobs,
    manifests: state.manifests,
    tags: state.tags,
    stop: async () => {
      await Promise.all([registry.stop(), other.stop()]);
    },
  };
}

type Listening = { readonly host: string; readonly stop: () => Promise<void> };

async function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const server: Server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return {
    host: `127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function note(request: IncomingMessage, origin: SeenRequest['origin'], state: State): SeenRequest {
  const { method = '', url = '' } = request;
  const { authorization } = request.headers;
  const seen: SeenRequest = { origin, method, path: url, authorization, bodyBytes: 0 };
  state.seen.push(seen);
  return seen;
}

async function atRegistry(
  request: IncomingMessage,
  response: ServerResponse,
  state: State,
): Promise<void> {
  const seen = note(request, 'registry', state);
  const { login, elsewhere } = state.options;
  if (login !== undefined && seen.authorization !== `Basic ${btoa(login)}`) {
    request.resume();
    response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
    return;
  }
  if (state.options.tokens === true && !passesByToken(request, response, state)) return;
  const blob = /\/blobs\/(sha256:[0-9a-f]{64})$/.exec(seen.path)?.[1];
  if (blob !== undefined && elsewhere === true && request.method === 'GET') {
    response.writeHead(307, { location: `http://${state.elsewhere}/${blob}?signature=x` }).end();
  } else if (seen.path.includes('/blobs/uploads/')) {
    await upload(request, response, { state, seen });
  } else if (blob !== undefined) {
    const found = state.blobs.get(blob);
    if (found === undefined) response.writeHead(404).end();
    else {
      response.writeHead(200, { 'content-length': found.length });
      response.end(request.method === 'HEAD' ? undefined : found);
    }
  } else if (seen.path.includes('/manifests/')) {
    await manifest(request, response, state);
  } else if (seen.path.includes('/referrers/')) {
    referrersPage(seen.path, response, state);
  } else if (seen.path.includes('/tags/list')) {
    tagPage(seen.path, response, state);
  } else {
    response.writeHead(200).end();
  }
}

async function atElsewhere(
  request: IncomingMessage,
  response: ServerResponse,
  state: State,
): Promise<void> {
  const seen = note(request, 'elsewhere', state);
  const { challenge } = state.options;
  if (challenge !== undefined) {
    request.resume();
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  } else if (seen.path.includes('/blobs/uploads/')) {
    await upload(request, response, { state, seen });
  } else {
    const found = state.blobs.get(/sha256:[0-9a-f]{64}/.exec(seen.path)?.[0] ?? '');
    response.writeHead(found === undefined ? 404 : 200).end(found);
  }
}

async function upload(
  request: IncomingMessage,
  response: ServerResponse,
  { state, seen }: { readonly state: State; readonly seen: SeenRequest },
): Promise<void> {
  const url = new URL(seen.path, 'http://x');
  const id =
    request.method === 'POST' ? `u${state.uploads.size}` : (url.pathname.split('/').at(-1) ?? '');
  const pieces = state.uploads.get(id) ?? [];
  state.uploads.set(id, pieces);
  if (request.method === 'PATCH' && state.options.patchStatus !== undefined) {
    request.resume();
    response.writeHead(state.options.patchStatus).end();
    return;
  }
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    const taken = chunk.subarray(0, state.cutLeft);
    pieces.push(taken);
    seen.bodyBytes += taken.length;
    state.cutLeft -= taken.length;
    if (state.cutLeft > 0) continue;
    state.cutLeft = Number.POSITIVE_INFINITY;
    request.socket.resetAndDestroy();
    return;
  }
  const heldBytes = pieces.reduce((total, piece) => total + piece.length, 0);
  const origin = state.options.elsewhere === true ? `http://${state.elsewhere}` : '';
  const location = `${origin}/v2/x/blobs/uploads/${id}?_state=${heldBytes}`;
  const headers = { location, range: `0-${Math.max(0, heldBytes - 1)}` };
  if (request.method !== 'PUT') {
    response.writeHead(request.method === 'GET' ? 204 : 202, headers).end();
    return;
  }
  const bytes = Buffer.concat(pieces);
  const isRight = url.searchParams.get('digest') === digestOf(bytes);
  if (isRight) state.blobs.set(digestOf(bytes), bytes);
  response.writeHead(isRight ? 201 : 400).end();
}

async function manifest(
  request: IncomingMessage,
  response: ServerResponse,
  state: State,
): Promise<void> {
  const reference = (request.url ?? '').split('/').at(-1) ?? '';
  if (request.method === 'DELETE') {
    response.writeHead(state.options.deleteStatus ?? remove(reference, state)).end();
    return;
  }
  if (request.method !== 'PUT') {
    const found = state.manifests.get(reference);
    const type = found !== undefined && isIndex(found) ? mediaTypes.index : mediaTypes.manifest;
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': type }).end(found);
    return;
  }
  const pieces: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) pieces.push(chunk);
  if (reference.startsWith('model-v') && state.forgetLeft > 0) {
    state.forgetLeft -= 1;
    state.blobs.clear();
    response.writeHead(400).end('{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN"}]}');
    return;
  }
  const bytes = Buffer.concat(pieces);
  const refused = refusedPut(reference, bytes, state);
  if (refused !== undefined) {
    response.writeHead(refused.status).end(JSON.stringify({ errors: [refused.error] }));
    return;
  }
  state.manifests.set(reference, bytes).set(digestOf(bytes), bytes);
  if (reference.startsWith('model-v') && state.collisionsLeft > 0) {
    state.collisionsLeft -= 1;
    state.manifests.set(reference, Buffer.from(`${bytes.toString()} `));
  }
  const subject = subjectOf(bytes);
  if (subject !== undefined && state.options.referrers === 'told') {
    response.setHeader('oci-subject', subject);
  }
  if (!reference.includes(':') && !state.tags.includes(reference)) state.tags.push(reference);
  response.writeHead(201).end();
}

function refusedPut(reference: string, bytes: Buffer, { options, manifests }: State) {
  if (options.retagStatus !== undefined && manifests.has(reference)) {
    return { status: options.retagStatus, error: { code: 'TAG_INVALID', message: 'immutable' } };
  }
  if (options.artifactTypes === undefined) return undefined;
  const { artifactType, config } = parseManifest(bytes, 'a manifest');
  const types = artifactType === undefined ? [config.mediaType] : [artifactType, config.mediaType];
  const unknown = types.find((type) => options.artifactTypes?.includes(type) === false);
  if (unknown === undefined) return undefined;
  const error = { code: 'MANIFEST_INVALID', message: 'manifest invalid' };
  return { status: 400, error: { ...error, detail: `unknown media type: ${unknown}` } };
}

/** Takes a manifest away with the tags that point to it; tells the status. */
function remove(reference: string, state: State): number {
  const bytes = state.manifests.get(reference);
  if (bytes === undefined) return 404;
  for (const [name, other] of state.manifests) {
    if (!other.equals(bytes)) continue;
    state.manifests.delete(name);
    if (state.tags.includes(name)) state.tags.splice(state.tags.indexOf(name), 1);
  }
  return 202;
}

/** Tokens as Quay gives them: one to write makes the repository. The token says what was asked for. */
function passesByToken(request: IncomingMessage, response: ServerResponse, state: State): boolean {
  const url = new URL(request.url ?? '', 'http://x');
  if (url.pathname === '/token') {
    const scope = url.searchParams.get('scope') ?? '';
    if (scope.endsWith('push')) state.isMade = true;
    response.writeHead(200).end(JSON.stringify({ token: btoa(scope) }));
    return false;
  }
  const scope = atob((request.headers.authorization ?? '').replace('Bearer ', ''));
  const isWrite = ['POST', 'PUT', 'PATCH'].includes(request.method ?? '');
  const isAllowed = state.isMade && scope.includes(isWrite ? 'push' : 'pull');
  if (isAllowed && url.pathname !== '/v2/') return true;
  request.resume();
  const challenge = `Bearer realm="http://${request.headers.host ?? ''}/token",service="x"`;
  response.writeHead(401, { 'www-authenticate': challenge }).end();
  return false;
}

function subjectOf(bytes: Buffer): string | undefined {
  return isIndex(bytes) ? undefined : parseManifest(bytes, 'a manifest').subject?.digest;
}

function isIndex(bytes: Buffer): boolean {
  return bytes.includes(`"mediaType":"${mediaTypes.index}"`);
}

function referrersPage(path: string, response: ServerResponse, state: State): void {
  if (state.options.referrers === undefined) return void response.writeHead(404).end();
  const url = new URL(path, 'http://x');
  const page = Number(url.searchParams.get('page') ?? 0);
  const subject = url.pathname.split('/').at(-1);
  const all = [...state.manifests]
    .filter(([name, bytes]) => name.includes(':') && subjectOf(bytes) === subject)
    .map(([digest, bytes]) => ({ mediaType: mediaTypes.manifest, digest, size: bytes.length }));
  const index = {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: all.slice(page, page + 1),
  };
  const link = `<${url.pathname}?page=${page + 1}>; rel="next"`;
  response.writeHead(200, page + 1 < all.length ? { link } : {}).end(JSON.stringify(index));
}

function tagPage(path: string, response: ServerResponse, state: State): void {
  const { listsPerLook = 1, pageSize = Number.POSITIVE_INFINITY } = state.options;
  const last = new URL(path, 'http://x').searchParams.get('last');
  if (last === null && state.lists % listsPerLook === 0) state.listed = [...state.tags];
  if (last === null) state.lists += 1;
  const start = last === null ? 0 : state.listed.indexOf(last) + 1;
  const tags = state.listed.slice(start, start + pageSize);
  const isMore = start + tags.length < state.listed.length;
  const link = `</v2/x/tags/list?n=2&last=${tags.at(-1) ?? ''}>; rel="next"`;
  response.writeHead(200, isMore ? { link } : {}).end(JSON.stringify({ name: 'x', tags }));
}
