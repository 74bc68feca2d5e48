import type { Environment } from '../plan/plan.ts';
import { planPatterns } from '../plan/plan-patterns.ts';
import type { BuildSecrets } from './build-secrets.ts';
import { cacheFolder, caVariables, exporting, hasSecret } from './build-secrets.ts';
import { mountsOf, secretIds, secretPath } from './build-secrets.ts';

export { secretIds } from './build-secrets.ts';
export type { BuildSecrets, SecretId } from './build-secrets.ts';

/** Where Python packages are, the same in every variant; conda environments have their own place. */
export const venvFolder = '/opt/venv';

/** Debian's own path, for base images that set none. */
export const systemPath = '${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}';

/** PATH with the environment first. */
export const venvPath = `${venvFolder}/bin:${systemPath}`;

const REQUIREMENTS = '/opt/package-model/requirements.txt';
const CONSTRAINTS = '/opt/package-model/constraints.txt';

/** Where the requirements stand in the build context. */
export const requirementsFile = 'environment/requirements.txt';

/** Where their constraints stand, when there are any. */
export const constraintsFile = 'environment/constraints.txt';

/** The uv that is taken; it is thrown away after its work. */
export const uvRequirement = 'uv==0.13.9';

/** The text of the requirements. */
export function renderRequirements(environment: Environment): string {
  return environment.pip.map((line) => `${line}\n`).join('');
}

/** The text of the constraints. */
export function renderConstraints(environment: Environment): string {
  return (environment.constraints ?? []).map((line) => `${line}\n`).join('');
}

/** Copies both into the image. */
export function copyRequirements(environment: Environment): string {
  const constraints =
    environment.constraints === undefined ? '' : `COPY ${constraintsFile} ${CONSTRAINTS}\n`;
  return `COPY ${requirementsFile} ${REQUIREMENTS}\n${constraints}`;
}

/** Installs the requirements into the base image's own Python, or into an environment made for it. */
export function pythonSteps(environment: Environment, secrets: BuildSecrets): string {
  const { installInto } = environment;
  if (installInto !== undefined) {
    if (!planPatterns.interpreter.test(installInto)) {
      throw new TypeError(`${JSON.stringify(installInto)} is not the path of a program`);
    }
    return installStep(environment, installInto, secrets);
  }
  const steps = [versionStep(environment), venvStep()];
  return [...steps, installStep(environment, `${venvFolder}/bin/python`, secrets)].join('');
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

/** Installs the requirements for a Python, by its own pip or by uv. */
export function installStep(
  environment: Environment,
  python: string,
  secrets: BuildSecrets,
): string {
  const constraints = environment.constraints === undefined ? '' : ` -c ${CONSTRAINTS}`;
  const files = `-r ${REQUIREMENTS}${constraints}`;
  if (environment.manager === 'uv') return uvStep({ python, files }, secrets);
  const pip = pipCommand(python, secrets);
  const { mounts, exports } = pipAccess(secrets);
  return `RUN ${mounts}${exports}${pip} ${files}\n`;
}

/** `pip install` of a Python, with its options. */
export function pipCommand(python: string, secrets: BuildSecrets): string {
  const cache = secrets.kind === 'buildkit' ? '' : ' --no-cache-dir';
  const wheels = secrets.kind === 'wheels' ? ' --no-index --find-links /wheels' : '';
  return `${python} -m pip install${cache} --no-input --disable-pip-version-check${wheels}`;
}

/** How pip gets at index and certificates, and where it keeps what it downloads. */
export function pipAccess(secrets: BuildSecrets): {
  readonly mounts: string;
  readonly exports: string;
} {
  if (secrets.kind !== 'buildkit') return { mounts: '', exports: '' };
  const cache = `${cacheFolder}/pip`;
  const variables = [
    `PIP_CACHE_DIR=${cache}`,
    ...caVariables(secrets, ['PIP_CERT', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE']),
    ...(hasSecret(secrets, secretIds.pipConfig)
      ? [`PIP_CONFIG_FILE=${secretPath(secretIds.pipConfig)}`]
      : []),
  ];
  const wanted = [secretIds.caCertificates, secretIds.pipConfig];
  const mounts = mountsOf(secrets, wanted, [{ target: cache, sharing: 'shared' }]);
  return { mounts, exports: exporting(variables) };
}

/** Brings uv by pip into a folder that is gone at the end of the step. */
function uvStep(
  { python, files }: { readonly python: string; readonly files: string },
  secrets: BuildSecrets,
): string {
  const own = '/tmp/package-model-uv';
  const cached = secrets.kind === 'buildkit';
  const variables = [
    ...(cached ? [`UV_CACHE_DIR=${cacheFolder}/uv`, 'UV_LINK_MODE=copy'] : ['UV_NO_CACHE=1']),
    ...(hasSecret(secrets, secretIds.uvConfig)
      ? [`UV_CONFIG_FILE=${secretPath(secretIds.uvConfig)}`]
      : []),
  ];
  const caches = ['pip', 'uv'].map((name) => ({
    target: `${cacheFolder}/${name}`,
    sharing: 'shared' as const,
  }));
  const wanted = [secretIds.caCertificates, secretIds.pipConfig, secretIds.uvConfig];
  const wheels = secrets.kind === 'wheels' ? ' --offline --no-index --find-links /wheels' : '';
  const lines = [
    `RUN ${mountsOf(secrets, wanted, caches)}${pipAccess(secrets).exports}export ${variables.join(' ')}`,
    `python3 -m venv ${own}`,
    `${pipCommand(`${own}/bin/python`, secrets)} ${uvRequirement}`,
    `${own}/bin/uv pip install${wheels} --python ${python} ${files}`,
    `rm -rf ${own}`,
  ];
  return `${lines.join(' \\\n && ')}\n`;
}
