import type { Environment } from '../plan/plan.ts';
import { planPatterns } from '../plan/plan-patterns.ts';

/** Ids of the secrets that a build may be handed, as `--secret id=…` names them. */
export const secretIds = {
  /** A PEM bundle. */
  caCertificates: 'ca-certificates',
  /** A pip.conf with index-url and extra-index-url. */
  pipConfig: 'pip-config',
  /** An apt.conf with the proxy. */
  aptConfig: 'apt-config',
} as const;

export type SecretId = (typeof secretIds)[keyof typeof secretIds];

/** How a build gets at certificates, package index and proxy. */
export type BuildSecrets =
  | { readonly kind: 'none' }
  /** BuildKit's secret mounts: only the ids that will be handed over, as each is required. */
  | { readonly kind: 'buildkit'; readonly ids: readonly SecretId[] }
  /** Wheels were fetched beforehand into this folder of the context. */
  | { readonly kind: 'wheels'; readonly folder: string };

/** Where Python packages are, the same in every variant. */
export const venvFolder = '/opt/venv';

/** PATH with the environment first; Debian's own path where a base image sets none. */
export const venvPath = `${venvFolder}/bin:\${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}`;

const REQUIREMENTS = '/opt/package-model/requirements.txt';

/** Where the requirements stand in the build context. */
export const requirementsFile = 'environment/requirements.txt';

/** The text of that file. */
export function renderRequirements(environment: Environment): string {
  return environment.pip.map((line) => `${line}\n`).join('');
}

export function copyRequirements(): string {
  return `COPY ${requirementsFile} ${REQUIREMENTS}\n`;
}

/** Installs Debian packages; '' when there are none. The names are checked by the caller. */
export function aptStep(packages: readonly string[], secrets: BuildSecrets): string {
  if (packages.length === 0) return '';
  const ids = idsOf(secrets);
  const exports = [
    'DEBIAN_FRONTEND=noninteractive',
    ...(ids.includes(secretIds.aptConfig) ? [`APT_CONFIG=${pathOf(secretIds.aptConfig)}`] : []),
  ];
  const options = ids.includes(secretIds.caCertificates)
    ? ` -o Acquire::https::CaInfo=${pathOf(secretIds.caCertificates)}`
    : '';
  const mounts = mountsOf(ids, [secretIds.caCertificates, secretIds.aptConfig]);
  const lines = [
    `RUN ${mounts}export ${exports.join(' ')}`,
    `apt-get${options} update`,
    `apt-get${options} install -y --no-install-recommends ${packages.join(' ')}`,
    'rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb',
  ];
  return `${lines.join(' \\\n && ')}\n`;
}

/** Makes the virtual environment and installs the requirements into it. */
export function pythonSteps(environment: Environment, secrets: BuildSecrets): string {
  return [versionStep(environment), venvStep(), installStep(secrets)].join('');
}

function versionStep({ pythonVersion }: Environment): string {
  if (pythonVersion === undefined) return '';
  if (!planPatterns.pythonVersion.test(pythonVersion)) {
    throw new TypeError(`${JSON.stringify(pythonVersion)} is not a Python version`);
  }
  const hint = `package-model: the conda file asks for Python ${pythonVersion}, the base image has another; change one of them`;
  const test = `import sys; sys.exit('%d.%d' % sys.version_info[:2] != '${pythonVersion}')`;
  return `RUN python3 -c "${test}" \\\n || { echo '${hint}' >&2; python3 --version >&2; exit 1; }\n`;
}

function venvStep(): string {
  const hint =
    'package-model: the base image has no python3 with venv and pip; choose one that has (python:3.x-slim), or add the Debian packages python3-venv and python3-pip';
  return `RUN python3 -m venv ${venvFolder} \\\n || { echo '${hint}' >&2; exit 1; }\n`;
}

function installStep(secrets: BuildSecrets): string {
  const install = `${venvFolder}/bin/python -m pip install --no-cache-dir --no-input --disable-pip-version-check`;
  switch (secrets.kind) {
    case 'none':
      return `RUN ${install} -r ${REQUIREMENTS}\n`;
    case 'wheels':
      return `RUN ${install} --no-index --find-links /wheels -r ${REQUIREMENTS}\n`;
    case 'buildkit': {
      const exports = pipExports(secrets.ids);
      const mounts = mountsOf(secrets.ids, [secretIds.caCertificates, secretIds.pipConfig]);
      const before = exports.length === 0 ? '' : `export ${exports.join(' ')} \\\n && `;
      return `RUN ${mounts}${before}${install} -r ${REQUIREMENTS}\n`;
    }
    default:
      return secrets satisfies never;
  }
}

function pipExports(ids: readonly SecretId[]): string[] {
  const ca = pathOf(secretIds.caCertificates);
  const names = ['PIP_CERT', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'];
  return [
    ...(ids.includes(secretIds.caCertificates) ? names.map((name) => `${name}=${ca}`) : []),
    ...(ids.includes(secretIds.pipConfig)
      ? [`PIP_CONFIG_FILE=${pathOf(secretIds.pipConfig)}`]
      : []),
  ];
}

function idsOf(secrets: BuildSecrets): readonly SecretId[] {
  return secrets.kind === 'buildkit' ? secrets.ids : [];
}

function mountsOf(ids: readonly SecretId[], wanted: readonly SecretId[]): string {
  const mounts = wanted.filter((id) => ids.includes(id)).map(mountOf);
  return mounts.map((mount) => `${mount} \\\n    `).join('');
}

function mountOf(id: SecretId): string {
  // apt's transports run as a user of their own and read the certificates themselves.
  const mode = id === secretIds.caCertificates ? ',mode=0444' : '';
  return `--mount=type=secret,id=${id},target=${pathOf(id)},required=true${mode}`;
}

function pathOf(id: SecretId): string {
  return `/run/secrets/${id}`;
}
