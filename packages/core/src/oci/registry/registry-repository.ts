import { messageOf } from '../../errors.ts';
import { discard, readBody } from '../../http/http.ts';
import type { HttpResponse } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import { digestOf, parseDigest } from '../digest.ts';
import type { Digest } from '../digest.ts';
import { OciError } from '../errors.ts';
import type { OciErrorCode } from '../errors.ts';
import { gather } from '../gather.ts';
import { knownDigest, verified } from '../hash-stream.ts';
import { manifestTypes, mediaTypes } from '../media-types.ts';
import type { BlobSource, ManifestContent, Placed, Referrer, Repository } from '../repository.ts';
import type { Descriptor } from '../descriptor.ts';
import { addByTag, indexByTag, referrersByApi, type ReferrersDeps } from './registry-referrers.ts';
import type { RegistryClient, RegistryRequest } from './registry-client.ts';
import { resumedBody } from './resumed-body.ts';
import { tagPages } from './tag-pages.ts';
import { uploadBlob } from './upload.ts';

/** Largest manifest that every registry takes, OCI distribution-spec "Pushing Manifests". */
const MANIFEST_LIMIT_BYTES = 4 * 1024 * 1024;
/** How registries say that they do not delete: by tag, at all, or what is immutable. */
const REFUSALS = [400, 401, 403, 404, 405, 409, 412];

/** A repository on a registry, OCI distribution-spec 1.1. */
export class RegistryRepository implements Repository {
  readonly kind = 'registry';
  readonly name: string;
  readonly repository: string;
  readonly client: RegistryClient;
  readonly #log: Log;
  #reads: 'pull' | 'push' = 'pull';

  constructor(client: RegistryClient, repository: string, log: Log) {
    this.client = client;
    this.repository = repository;
    this.name = `${client.host}/${repository}`;
    this.#log = log;
  }

  /** Quay answers 401 to a reader of a repository that does not exist, and makes it for a writer. */
  forWriting(): RegistryRepository {
    const writing = new RegistryRepository(this.client, this.repository, this.#log);
    writing.#reads = 'push';
    return writing;
  }

  async ensureSpace(): Promise<void> {
    // A registry does not tell what it has left; it refuses the upload when it is full.
  }

  async blobSize(digest: Digest, signal: AbortSignal): Promise<number | undefined> {
    const response = await this.#send('HEAD', `blobs/${digest}`, { expect: [404] }, signal);
    if (response.status === 404) return undefined;
    return Number(response.headers.get('content-length') ?? 0);
  }

  async *readBlob(digest: Digest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { client, repository } = this;
    const deps = { client, repository, access: this.#reads, log: this.#log };
    yield* verified(gather(resumedBody(digest, deps, signal)), digest, this.name);
  }

  async putBlob(source: BlobSource, signal: AbortSignal): Promise<Placed> {
    const { sizeBytes } = source;
    const known = await knownDigest(source, signal);
    const asks = known !== undefined && source.likelyPresent !== false;
    if (asks && (await this.blobSize(known, signal)) !== undefined) {
      return { digest: known, sizeBytes, how: 'present' };
    }
    const named = known === undefined ? source : { ...source, digest: known };
    const deps = { client: this.client, repository: this.repository, log: this.#log };
    const digest = await uploadBlob(named, deps, signal);
    return { digest, sizeBytes, how: 'uploaded' };
  }

  async adoptBlob(
    blob: { readonly digest: Digest; readonly size: number },
    from: Repository,
    signal: AbortSignal,
  ): Promise<Placed | undefined> {
    const placed = { digest: blob.digest, sizeBytes: blob.size };
    if ((await this.blobSize(blob.digest, signal)) !== undefined) {
      return { ...placed, how: 'present' };
    }
    const sameHost = from instanceof RegistryRepository && from.client.host === this.client.host;
    if (!sameHost) return undefined;
    const query = `mount=${encodeURIComponent(blob.digest)}&from=${encodeURIComponent(from.repository)}`;
    const response = await this.#send(
      'POST',
      `blobs/uploads/?${query}`,
      { access: 'push', alsoPull: from.repository, expect: [401, 403, 404, 405] },
      signal,
    );
    await discard(response);
    if (response.status === 201) return { ...placed, how: 'mounted' };
    if (response.status === 202) await this.#cancel(response, signal);
    return undefined;
  }

  async getManifest(reference: string, signal: AbortSignal): Promise<ManifestContent | undefined> {
    const response = await this.#send(
      'GET',
      `manifests/${reference}`,
      {
        headers: { accept: [...manifestTypes, mediaTypes.modelManifest].join(', ') },
        expect: [404],
      },
      signal,
    );
    if (response.status === 404) {
      await discard(response);
      return undefined;
    }
    const bytes = await readBody(response, MANIFEST_LIMIT_BYTES, signal);
    const digest = digestOf(bytes);
    const asked = parseDigest(reference);
    if (asked !== undefined && asked !== digest) {
      throw new OciError('DIGEST_MISMATCH', `${this.name} answers ${digest} for ${asked}`);
    }
    const mediaType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim();
    return { bytes, digest, mediaType: mediaType || mediaTypes.manifest };
  }

  async putManifest(
    manifest: ManifestContent,
    tag: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    if (manifest.bytes.length > MANIFEST_LIMIT_BYTES) {
      throw new OciError('TOO_LARGE', `the manifest for ${this.name} is larger than 4 MiB`);
    }
    try {
      await discard(await this.#put(manifest, tag ?? manifest.digest, signal));
    } catch (error) {
      if (tag === undefined || !mayBeTaken(error)) throw error;
      await this.#requireSame(manifest, { tag, refused: error, signal });
    }
  }

  /**
   * Where tags are immutable, registries refuse even what stands there already: a run that is
   * repeated, or whose first answer was lost.
   */
  async #requireSame(
    manifest: ManifestContent,
    { tag, refused, signal }: { tag: string; refused: OciError; signal: AbortSignal },
  ): Promise<void> {
    const found = await this.getManifest(tag, signal).catch(() => undefined);
    signal.throwIfAborted();
    if (found?.digest !== manifest.digest) throw refused;
    this.#log.debug(`${this.name} keeps the tag ${tag} as it is: it has this digest already`);
  }

  async putReferrer({ manifest, entry, subject }: Referrer, signal: AbortSignal): Promise<void> {
    const response = await this.#put(manifest, manifest.digest, signal);
    await discard(response);
    // The header says that the registry itself lists it; some list it and do not say so.
    if (response.headers.has('oci-subject')) return;
    const deps = this.#referrersDeps(signal);
    const listed = await referrersByApi(subject, deps);
    if (listed?.some((other) => other.digest === manifest.digest) === true) return;
    await addByTag(entry, subject, deps);
  }

  async listReferrers(subject: Digest, signal: AbortSignal): Promise<readonly Descriptor[]> {
    const deps = this.#referrersDeps(signal);
    const byApi = await referrersByApi(subject, deps);
    return byApi ?? (await indexByTag(subject, deps)).manifests;
  }

  async #put(
    manifest: ManifestContent,
    reference: string,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const headers = { 'content-type': manifest.mediaType };
    const how = { access: 'push', headers, body: manifest.bytes } as const;
    return this.#send('PUT', `manifests/${reference}`, how, signal);
  }

  #referrersDeps(signal: AbortSignal): ReferrersDeps {
    return {
      repository: this,
      get: (path) => this.#send('GET', path, { expect: [400, 404, 405] }, signal),
      resolve: (location, base) => this.client.resolve(location, base),
      pause: (attempt) => this.client.giveWay(attempt, signal),
      signal,
    };
  }

  async removeTag(tag: string, signal: AbortSignal): Promise<void> {
    if (!(await this.#remove(`manifests/${tag}`, signal))) {
      this.#log.debug(`${this.name} keeps the tag ${tag}: it does not remove tags alone`);
    }
  }

  /** Deletes a manifest with all its tags; false where the registry does not allow it. */
  async deleteManifest(digest: Digest, signal: AbortSignal): Promise<boolean> {
    return this.#remove(`manifests/${digest}`, signal);
  }

  /** Nothing that is taken away must go; a registry that knows no right `delete` may want `push`. */
  async #remove(path: string, signal: AbortSignal): Promise<boolean> {
    for (const access of ['delete', 'push'] as const) {
      try {
        const response = await this.#send('DELETE', path, { access, expect: REFUSALS }, signal);
        await discard(response);
        return response.status < 400;
      } catch (error) {
        signal.throwIfAborted();
        this.#log.debug(`${this.name}: ${path} is not removed: ${messageOf(error)}`);
        if (!(error instanceof OciError) || error.code !== 'UNAUTHORIZED') return false;
      }
    }
    return false;
  }

  async listTags(signal: AbortSignal): Promise<string[]> {
    return tagPages((path) => this.#send('GET', path, { expect: [404] }, signal), {
      client: this.client,
      signal,
    });
  }

  async #cancel(session: HttpResponse, signal: AbortSignal): Promise<void> {
    const location = session.headers.get('location');
    if (location === undefined) return;
    const url = this.client.resolve(location, session.url);
    const expect = [400, 401, 403, 404, 405, 500, 502, 503];
    try {
      const how = { access: 'push', expect, retry: 'never' } as const;
      await discard(await this.#send('DELETE', url, how, signal));
    } catch (error) {
      // A session that stays open goes away by itself; cancelling it is only a courtesy.
      signal.throwIfAborted();
      this.#log.debug(`${this.name}: an unused upload was not cancelled: ${messageOf(error)}`);
    }
  }

  async #send(
    method: RegistryRequest['method'],
    path: string | URL,
    rest: Partial<Omit<RegistryRequest, 'method' | 'path' | 'repository'>>,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const { repository } = this;
    return this.client.send({ access: this.#reads, ...rest, method, path, repository }, signal);
  }
}

/** The answers of registries to a tag that is there and immutable; each has its own. */
function mayBeTaken(error: unknown): error is OciError {
  const codes: readonly OciErrorCode[] = ['TAG_IMMUTABLE', 'DENIED', 'REGISTRY_FAILED'];
  return error instanceof OciError && codes.includes(error.code);
}
