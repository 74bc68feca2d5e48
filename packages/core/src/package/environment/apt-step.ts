import type { BuildSecrets } from './build-secrets.ts';
import { cacheFolder, hasSecret, mountsOf, secretIds, secretPath } from './build-secrets.ts';

const LISTS = '/var/lib/apt/lists';
/** Not apt's own folder: Debian's images empty that one after each call. */
const ARCHIVES = `${cacheFolder}/apt`;
const caches = [
  { target: LISTS, sharing: 'locked' },
  { target: ARCHIVES, sharing: 'locked' },
] as const;

/** Installs Debian packages; '' when there are none. The names are checked by the caller. */
export function aptStep(packages: readonly string[], secrets: BuildSecrets): string {
  if (packages.length === 0) return '';
  const exports = [
    'DEBIAN_FRONTEND=noninteractive',
    ...(hasSecret(secrets, secretIds.aptConfig)
      ? [`APT_CONFIG=${secretPath(secretIds.aptConfig)}`]
      : []),
  ];
  const options = hasSecret(secrets, secretIds.caCertificates)
    ? ` -o Acquire::https::CaInfo=${secretPath(secretIds.caCertificates)}`
    : '';
  const cached = secrets.kind === 'buildkit';
  const mounts = mountsOf(secrets, [secretIds.caCertificates, secretIds.aptConfig], caches);
  const archives = cached ? ` -o Dir::Cache::Archives=${ARCHIVES}` : '';
  const lines = [
    `RUN ${mounts}export ${exports.join(' ')}`,
    ...(cached ? [`mkdir -p ${ARCHIVES}/partial`] : []),
    `apt-get${options} update`,
    `apt-get${options}${archives} install -y --no-install-recommends ${packages.join(' ')}`,
    ...(cached ? [] : [`rm -rf ${LISTS}/* /var/cache/apt/archives/*.deb`]),
  ];
  return `${lines.join(' \\\n && ')}\n`;
}
