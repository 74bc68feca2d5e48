import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';

const index = z.object({
  manifests: z.array(
    z.object({
      digest: z.string(),
      annotations: z.optional(z.record(z.string(), z.string())),
    }),
  ),
});
const tagList = z.object({ tags: z.nullish(z.array(z.string())) });

const manifest = z.object({ config: z.object({ digest: z.string() }) });

/** Tags of a layout folder with their digests, read from index.json; {} without one. */
export async function layoutTags(folder: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(join(folder, 'index.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return {};
  const entries = index.parse(JSON.parse(text)).manifests.flatMap(({ digest, annotations }) => {
    const tag = annotations?.['org.opencontainers.image.ref.name'];
    return tag === undefined ? [] : [[tag, digest] as const];
  });
  return Object.fromEntries(entries);
}

/** The same of a repository in a registry on this machine, asked by plain requests. */
export async function registryTags(
  host: string,
  repository: string,
): Promise<Readonly<Record<string, string>>> {
  const url = `http://${host}/v2/${repository}`;
  const listed = await fetch(`${url}/tags/list`);
  if (listed.status === 404) return {};
  const tags = tagList.parse(await listed.json()).tags ?? [];
  const digests = await Promise.all(
    tags.map(async (tag) => {
      const accept = 'application/vnd.oci.image.manifest.v1+json';
      const head = await fetch(`${url}/manifests/${tag}`, { method: 'HEAD', headers: { accept } });
      return [tag, head.headers.get('docker-content-digest') ?? ''] as const;
    }),
  );
  return Object.fromEntries(digests);
}

/** Digest of the config that a manifest in a layout folder names. */
export async function layoutConfig(folder: string, digest: string): Promise<string> {
  const text = await readFile(join(folder, 'blobs', digest.replace(':', '/')), 'utf8');
  return manifest.parse(JSON.parse(text)).config.digest;
}

/** The same in a registry on this machine. */
export async function registryConfig(
  host: string,
  repository: string,
  digest: string,
): Promise<string> {
  const accept = 'application/vnd.oci.image.manifest.v1+json';
  const url = `http://${host}/v2/${repository}/manifests/${digest}`;
  const response = await fetch(url, { headers: { accept } });
  return manifest.parse(await response.json()).config.digest;
}
