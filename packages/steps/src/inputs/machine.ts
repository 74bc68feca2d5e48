import * as z from 'zod/mini';
import { choiceInput, defaultText, optionalText, secretInput, textSchema } from './define.ts';
import type { ReadText } from './define.ts';

/** A download with the checksum its bytes must have. */
export type PinnedDownload = { readonly url: string; readonly sha256: string };

export const docker = defaultText('text', 'docker', {
  group: 'machine',
  description: 'The container engine: docker or podman, a name on PATH or a path.',
});

export const builder = choiceInput(['auto', 'buildkit', 'classic'], {
  group: 'machine',
  description:
    'How the engine builds the environment image; auto takes BuildKit where it is there.',
});

export const baseRegistryUsername = optionalText('text', {
  group: 'logins',
  description:
    "User name for the base image's registry, where docker is not logged in to it; with base-registry-password.",
});

export const baseRegistryPassword = secretInput({
  group: 'logins',
  shownFor: { input: 'base-registry-username' },
  description:
    "Password or token for the base image's registry. Used for pulling alone; never stays in an image.",
});

export const caCertificates = optionalText('path', {
  group: 'machine',
  description:
    'PEM file of certificate authorities to trust besides the usual ones. Never stays in an image.',
  example: '/etc/ssl/certs/company.pem',
});

export const pipIndexUrl = secretInput({
  group: 'environment',
  description: 'Package index for pip while the environment is built. Never stays in an image.',
});

export const pipExtraIndexUrl = secretInput({
  group: 'environment',
  description: 'A further package index for pip. Never stays in an image.',
});

export const condaChannelAlias = secretInput({
  group: 'environment',
  description:
    'Address that names of conda channels are looked for at, with a token or password where it needs one. Never stays in an image.',
});

export const aptProxy = secretInput({
  group: 'environment',
  description: 'Proxy for apt while the environment is built. Never stays in an image.',
});

export const buildxUrl = {
  kind: 'text',
  group: 'machine',
  description:
    'Download of the buildx plugin for machines whose docker has none, with its checksum: URL#sha256=<64 hex digits>.',
  schema: z.optional(textSchema<PinnedDownload>(readPinnedDownload)),
  example: 'https://downloads.example.com/buildx#sha256=…',
} as const;

function readPinnedDownload(text: string): ReturnType<ReadText<PinnedDownload>> {
  const [url = '', sha256 = ''] = text.split('#sha256=');
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    return { fault: 'the checksum is missing; write URL#sha256=<64 hex digits>' };
  }
  if (!URL.canParse(url) || !isSafe(new URL(url))) {
    return { fault: 'the address must start with https://' };
  }
  return { value: { url, sha256 } };
}

function isSafe(url: URL): boolean {
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(url.hostname);
}
