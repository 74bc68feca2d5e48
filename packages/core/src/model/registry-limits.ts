export type LayerLimit = { readonly name: string; readonly sizeBytes: number };

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** Published limits of one layer, by host name. */
const limits: readonly (LayerLimit & { readonly host: RegExp })[] = [
  { name: 'GitHub Container Registry', host: /^ghcr\.io$/, sizeBytes: 10 * 1000 ** 3 },
  { name: 'Azure Container Registry', host: /\.azurecr\.(?:io|cn|us)$/, sizeBytes: 200 * GIB },
  { name: 'Amazon ECR', host: /\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com$/, sizeBytes: 52_000 * MIB },
  { name: 'Amazon ECR Public', host: /^public\.ecr\.aws$/, sizeBytes: 10_000 * MIB },
];

/** The layer limit of the registry that `repositoryName` (`HOST/NAME`) is on, where one is known. */
export function layerLimit(repositoryName: string): LayerLimit | undefined {
  const host = repositoryName.split('/')[0] ?? '';
  return limits.find((limit) => limit.host.test(host));
}
