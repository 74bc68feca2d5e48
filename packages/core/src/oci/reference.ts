import { createHash } from 'node:crypto';
import { parseDigest } from './digest.ts';
import type { Digest } from './digest.ts';

/** Where a repository is: a layout folder (path as written) or a name on a registry host. */
export type Location =
  | { readonly kind: 'layout'; readonly path: string }
  | { readonly kind: 'registry'; readonly host: string; readonly repository: string };

/** An image as users write it: `HOST/REPO[:TAG][@DIGEST]` or `dir:PATH[:TAG][@DIGEST]`. */
export type ImageReference = {
  readonly location: Location;
  readonly tag?: string;
  readonly digest?: Digest;
};

/** `dir:PATH` or `oci://HOST/PREFIX`; each model has a repository of its own below it. */
export type ModelRegistryLocation =
  | { readonly kind: 'layout'; readonly path: string }
  | { readonly kind: 'registry'; readonly host: string; readonly prefix: string };

/** A parsed value, or what is wrong with the text and what to write instead. */
export type Parsed<T> = { readonly value: T } | { readonly fault: string };

const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const NAME_LIMIT = 255;

/** True for a tag that every registry takes. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Parses an image reference; the last colon after the last slash starts the tag. */
export function parseImageReference(text: string): Parsed<ImageReference> {
  // Folders may have an "@" in their name: only the last part can hold a digest.
  const slash = Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\'));
  const at = text.indexOf('@', slash + 1);
  const digest = at < 0 ? undefined : parseDigest(text.slice(at + 1));
  if (at >= 0 && digest === undefined) {
    return { fault: `"${text.slice(at + 1)}" is not a digest; write sha256: and 64 hex digits` };
  }
  const { name, tag } = splitTag(at < 0 ? text : text.slice(0, at));
  if (tag !== undefined && !isTag(tag)) {
    return { fault: `"${tag}" is not a tag; use letters, digits, ".", "_" and "-", at most 128` };
  }
  const location = parseLocation(name);
  if ('fault' in location) return location;
  return {
    value: {
      location: location.value,
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    },
  };
}

/** Parses `dir:PATH` or `oci://HOST/PREFIX`. */
export function parseModelRegistry(text: string): Parsed<ModelRegistryLocation> {
  if (text.startsWith('dir:')) {
    const path = text.slice('dir:'.length);
    return path === '' ? { fault: '"dir:" names no folder' } : { value: { kind: 'layout', path } };
  }
  if (!text.startsWith('oci://')) {
    return { fault: `"${text}" is no model registry; write dir:PATH or oci://HOST/PREFIX` };
  }
  const [host = '', ...rest] = text.slice('oci://'.length).replace(/\/$/, '').split('/');
  if (host.includes('@')) {
    return { fault: 'a model registry takes no user and password; log in with docker login' };
  }
  const prefix = rest.join('/');
  if (!HOST.test(host)) return { fault: `"${host}" in "${text}" is not a registry host` };
  if (prefix !== '' && !NAME.test(prefix)) return { fault: nameFault(prefix) };
  return { value: { kind: 'registry', host, prefix } };
}

/** The repository of one model in a model registry. */
export function modelLocation(registry: ModelRegistryLocation, modelName: string): Location {
  const slug = slugOf(modelName);
  if (registry.kind === 'layout') return { kind: 'layout', path: `${registry.path}/${slug}` };
  const repository = registry.prefix === '' ? slug : `${registry.prefix}/${slug}`;
  return { kind: 'registry', host: registry.host, repository };
}

/** A location as users write it, without tag. */
export function formatLocation(location: Location): string {
  return location.kind === 'layout'
    ? `dir:${location.path}`
    : `${location.host}/${location.repository}`;
}

/**
 * A model's name as part of a repository name: lower case, separators as registries allow them, and
 * 8 hex digits of the true name's sha256 when anything had to change.
 */
export function slugOf(modelName: string): string {
  const simple = modelName
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[._-]{2,}/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, 120)
    .replace(/[._-]+$/, '');
  if (simple === modelName) return simple;
  const hex = createHash('sha256').update(modelName).digest('hex').slice(0, 8);
  return simple === '' ? `model-${hex}` : `${simple}-${hex}`;
}

function splitTag(text: string): { readonly name: string; readonly tag?: string } {
  const slash = Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\'));
  const start = slash < 0 && text.startsWith('dir:') ? 'dir:'.length : slash + 1;
  const colon = text.indexOf(':', start);
  const last = colon < 0 ? -1 : text.lastIndexOf(':');
  return last < 0 ? { name: text } : { name: text.slice(0, last), tag: text.slice(last + 1) };
}

function parseLocation(name: string): Parsed<Location> {
  if (name.startsWith('dir:')) {
    const path = name.slice('dir:'.length);
    return path === '' ? { fault: '"dir:" names no folder' } : { value: { kind: 'layout', path } };
  }
  const [host = '', ...rest] = name.split('/');
  const repository = rest.join('/');
  const isHost = HOST.test(host) && (/[.:]/.test(host) || host === 'localhost');
  if (!isHost || repository === '') {
    const hint = 'write HOST/REPOSITORY[:TAG], for example ghcr.io/org/model, or dir:PATH[:TAG]';
    return { fault: `"${name}" names no registry host; ${hint}` };
  }
  if (!NAME.test(repository)) return { fault: nameFault(repository) };
  if (host.length + repository.length + 1 > NAME_LIMIT) {
    return { fault: `"${name}" is longer than ${NAME_LIMIT} characters` };
  }
  return { value: { kind: 'registry', host, repository } };
}

function nameFault(name: string): string {
  const lower = name.toLowerCase();
  if (lower !== name && NAME.test(lower)) {
    return `registries take lower case only: write "${lower}" for "${name}"`;
  }
  return `"${name}" is not a repository name; use a-z, 0-9, and single ".", "_", "-" between them`;
}
