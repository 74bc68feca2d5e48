import type { ImageReference, Parsed } from '../oci/reference.ts';
import { parseImageReference } from '../oci/reference.ts';

const HUB_SHORT = /^(?:(?:index|registry-1)\.)?docker\.io\/[^/]+$/;

/**
 * A base image as people write it: with a registry, as `dir:PATH`, or by docker's short names, which
 * mean Docker Hub (`python:3.12-slim` is `docker.io/library/python:3.12-slim`).
 */
export function parseBaseReference(text: string): Parsed<ImageReference> {
  return parseImageReference(fullName(text));
}

/** The name with its registry, as engines complete it. */
export function fullName(text: string): string {
  if (text.startsWith('dir:')) return text;
  // The Hub has no names of one part, whatever it is called.
  if (HUB_SHORT.test(text)) return text.replace('/', '/library/');
  if (hasRegistry(text)) return text;
  return text.includes('/') ? `docker.io/${text}` : `docker.io/library/${text}`;
}

/** True when the first part of a name is a registry and not a part of a repository's name. */
export function hasRegistry(text: string): boolean {
  const [first = '', ...rest] = text.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
}

/** The registry of an image, as engines complete the name. */
export function registryOf(text: string): string {
  return fullName(text).split('/')[0] ?? '';
}
