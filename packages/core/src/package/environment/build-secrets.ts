/** Ids of the secrets that a build may be handed, as `--secret id=…` names them. */
export const secretIds = {
  /** A PEM bundle. */
  caCertificates: 'ca-certificates',
  /** A pip.conf with index-url and extra-index-url. */
  pipConfig: 'pip-config',
  /** A uv.toml with the same: uv reads no pip.conf. */
  uvConfig: 'uv-config',
  /** A condarc in JSON with channel_alias. */
  condaConfig: 'condarc',
  /** An apt.conf with the proxy. */
  aptConfig: 'apt-config',
} as const;

export type SecretId = (typeof secretIds)[keyof typeof secretIds];

/** How a build gets at certificates, package index and proxy. */
export type BuildSecrets =
  | { readonly kind: 'none' }
  /** BuildKit's mounts: caches, and secrets of the ids that will be handed over, each required. */
  | { readonly kind: 'buildkit'; readonly ids: readonly SecretId[] }
  /** Wheels were fetched beforehand into this folder of the context. */
  | { readonly kind: 'wheels'; readonly folder: string };

/** A folder that a builder keeps between builds; its content never enters a layer. */
export type CacheMount = {
  readonly target: string;
  /** Whether others may use it at the same time. */
  readonly sharing: 'shared' | 'locked';
};

/** Where package managers keep downloads while a build has caches. */
export const cacheFolder = '/var/cache/package-model';

/** Mounts of a RUN, each on a line of its own: secrets of those that are there, then caches. */
export function mountsOf(
  secrets: BuildSecrets,
  wanted: readonly SecretId[],
  caches: readonly CacheMount[] = [],
): string {
  if (secrets.kind !== 'buildkit') return '';
  const mounts = [
    ...wanted.filter((id) => secrets.ids.includes(id)).map(mountOf),
    ...caches.map(
      ({ target, sharing }) => `--mount=type=cache,target=${target},sharing=${sharing}`,
    ),
  ];
  return mounts.map((mount) => `${mount} \\\n    `).join('');
}

/** True when a build is handed the secret. */
export function hasSecret(secrets: BuildSecrets, id: SecretId): boolean {
  return secrets.kind === 'buildkit' && secrets.ids.includes(id);
}

/** Variables that make Python's tools trust the certificates; [] without any. */
export function caVariables(secrets: BuildSecrets, names: readonly string[]): string[] {
  if (!hasSecret(secrets, secretIds.caCertificates)) return [];
  return names.map((name) => `${name}=${secretPath(secretIds.caCertificates)}`);
}

/** `export A=b && ` on a line of its own, '' without variables. */
export function exporting(variables: readonly string[]): string {
  return variables.length === 0 ? '' : `export ${variables.join(' ')} \\\n && `;
}

export function secretPath(id: SecretId): string {
  return `/run/secrets/${id}`;
}

function mountOf(id: SecretId): string {
  // apt's transports run as a user of their own and read the certificates themselves.
  const mode = id === secretIds.caCertificates ? ',mode=0444' : '';
  return `--mount=type=secret,id=${id},target=${secretPath(id)},required=true${mode}`;
}
