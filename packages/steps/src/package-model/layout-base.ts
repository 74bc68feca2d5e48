import { chooseManifest } from '@package-model/core/base/choose-manifest';
import { InputError } from '@package-model/core/errors';
import { hexOf } from '@package-model/core/oci/digest';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { parseImageReference } from '@package-model/core/oci/reference';
import { resolve } from 'node:path';
import type { StepContext } from '../step.ts';

/** A base image in a layout folder. */
export type LayoutBase = {
  /** What the engine will call it: the digest is a part of the name. */
  readonly baseImage: string;
  /** `dir:PATH@sha256:…`. */
  readonly baseLayout: string;
};

const LINUX = { os: 'linux', architecture: 'amd64' } as const;

/**
 * The base image that `dir:PATH[:TAG][@DIGEST]` names, by its digest now; undefined for other
 * references. Without a tag the only one is taken, else `latest`.
 */
export async function layoutBase(
  text: string | undefined,
  context: Pick<StepContext, 'settings' | 'clock' | 'signal'>,
): Promise<LayoutBase | undefined> {
  if (text?.startsWith('dir:') !== true) return undefined;
  const { settings, clock, signal } = context;
  const parsed = parseImageReference(text);
  if ('fault' in parsed) throw refused(parsed.fault);
  const { location, tag, digest } = parsed.value;
  if (location.kind !== 'layout') throw new TypeError(text);
  const name = `dir:${location.path}`;
  const folder = resolve(settings.workingDirectory, location.path);
  const repository = new LayoutRepository({ name, folder }, clock);
  const [only = 'latest', ...others] = await repository.listTags();
  const wanted = digest ?? tag ?? (others.length === 0 ? only : 'latest');
  const { manifest } = await chooseManifest(repository, wanted, LINUX, signal);
  return {
    baseImage: `package-model/layout-base:${hexOf(manifest.digest).slice(0, 24)}`,
    baseLayout: `${name}@${manifest.digest}`,
  };
}

/** For a Dockerfile that others are to build: they have no such image. */
export function refuseInDockerfile({ baseLayout }: LayoutBase): never {
  const message = `${baseLayout} is a folder of this machine, which no Dockerfile can start from; push the image to a registry and name it there`;
  throw refused(message);
}

function refused(message: string): InputError {
  return new InputError('BAD_INPUT', [{ message, place: { key: 'base-image' } }]);
}
