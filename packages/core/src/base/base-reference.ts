import { fullName } from '../oci/full-name.ts';
import type { ImageReference, Parsed } from '../oci/reference.ts';
import { parseImageReference } from '../oci/reference.ts';

/**
 * A base image as people write it: with a registry, as `dir:PATH`, or by docker's short names, which
 * mean Docker Hub (`python:3.12-slim` is `docker.io/library/python:3.12-slim`).
 */
export function parseBaseReference(text: string): Parsed<ImageReference> {
  return parseImageReference(fullName(text));
}
