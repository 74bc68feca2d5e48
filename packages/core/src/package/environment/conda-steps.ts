import type { Environment } from '../plan/plan.ts';
import { planPatterns } from '../plan/plan-patterns.ts';
import type { BuildSecrets } from './build-secrets.ts';
import { cacheFolder, caVariables, exporting, hasSecret } from './build-secrets.ts';
import { mountsOf, secretIds, secretPath } from './build-secrets.ts';
import { channelsFolder } from './conda-channels.ts';
import { rattlerRequirement } from './conda-programs.ts';
import { contextFilesFolder } from './context-files.ts';
import { copyRequirements, installStep, pipAccess, pipCommand } from './environment-steps.ts';
import { systemPath } from './environment-steps.ts';

/** Where a conda environment is, whoever made it. */
export const condaPrefix = '/azureml-envs/package-model';

/** PATH with the conda environment first. */
export const condaPath = `${condaPrefix}/bin:${systemPath}`;

/** What programs in an activated environment expect, as Azure ML's images set it. */
export const condaVariables: Readonly<Record<string, string>> = {
  AZUREML_CONDA_DEFAULT_ENVIRONMENT: condaPrefix,
  AZUREML_CONDA_ENVIRONMENT_PATH: condaPrefix,
  CONDA_DEFAULT_ENV: condaPrefix,
  CONDA_PREFIX: condaPrefix,
};

/** Files of the build context. */
export const condaFiles = {
  environment: 'environment/conda.yml',
  install: 'environment/install.py',
  clean: 'environment/clean.py',
} as const;

const OWN = '/opt/package-model';
const RATTLER = '/opt/rattler';
const NO_PYTHON =
  'package-model: rattler needs a python3 (3.10 or later) with venv and pip in the base image; choose one that has (python:3.x-slim), or a base image with conda and environment-manager conda';

/** The environment file for conda managers: JSON, which is YAML too. The pip part comes later. */
export function renderCondaFile({ conda }: Environment): string {
  if (conda === undefined) throw new TypeError('the environment has no conda part');
  const { channels, dependencies } = conda;
  const only = channels.includes('defaults') ? channels : [...channels, 'nodefaults'];
  return `${JSON.stringify({ name: 'package-model', channels: only, dependencies }, null, 2)}\n`;
}

/** Makes the conda environment, in a stage that is thrown away. */
export function condaStage(environment: Environment, secrets: BuildSecrets): string {
  const { manager, files = [] } = environment;
  const hasChannels = files.some(({ path }) => path.startsWith('channels/'));
  const cleans = hasSecret(secrets, secretIds.condaConfig);
  return [
    manager === 'rattler' ? rattlerStep(secrets) : '',
    hasChannels ? `COPY ${contextFilesFolder}/channels ${channelsFolder}\n` : '',
    `COPY ${condaFiles.environment} ${OWN}/conda.yml\n`,
    manager === 'rattler' ? `COPY ${condaFiles.install} ${OWN}/install.py\n` : '',
    cleans ? `COPY ${condaFiles.clean} ${OWN}/clean.py\n` : '',
    createStep(environment, secrets),
  ].join('');
}

/** Takes the environment over and installs the pip part with its own pip. */
export function condaSteps(environment: Environment, secrets: BuildSecrets): string {
  const python = `${condaPrefix}/bin/python`;
  return [
    `COPY --from=conda ${condaPrefix} ${condaPrefix}\n`,
    copyRequirements(environment),
    installStep(environment, python, secrets),
  ].join('');
}

function rattlerStep(secrets: BuildSecrets): string {
  const { mounts, exports } = pipAccess(secrets);
  const lines = [
    `RUN ${mounts}${exports}{ python3 -m venv ${RATTLER} || { echo '${NO_PYTHON}' >&2; exit 1; }; }`,
    `${pipCommand(`${RATTLER}/bin/python`, secrets)} ${rattlerRequirement}`,
  ];
  return `${lines.join(' \\\n && ')}\n`;
}

function createStep(environment: Environment, secrets: BuildSecrets): string {
  const { conda, manager } = environment;
  const cache = { target: `${cacheFolder}/conda`, sharing: 'locked' } as const;
  const cached = secrets.kind === 'buildkit';
  const wanted = [secretIds.caCertificates, secretIds.condaConfig];
  const hasConfig = hasSecret(secrets, secretIds.condaConfig);
  const condarc = secretPath(secretIds.condaConfig);
  const names = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CONDA_SSL_VERIFY', 'MAMBA_SSL_VERIFY'];
  const variables = [
    'CONDA_ALWAYS_COPY=true',
    ...(cached && manager !== 'rattler' ? [`CONDA_PKGS_DIRS=${cache.target}`] : []),
    ...(conda?.cuda === undefined
      ? []
      : [`CONDA_OVERRIDE_CUDA=${checked(conda.cuda, planPatterns.pythonVersion)}`]),
    ...(hasConfig && manager !== 'rattler' ? [`CONDARC=${condarc}`] : []),
    ...caVariables(secrets, names),
  ];
  const lines = [
    ...createCommands(environment, { cache: cached ? cache.target : '/tmp/rattler', hasConfig }),
    ...(hasConfig ? [`${condaPrefix}/bin/python ${OWN}/clean.py ${condaPrefix} ${condarc}`] : []),
    `chmod -R a+rX ${condaPrefix}`,
  ];
  const mounts = mountsOf(secrets, wanted, [cache]);
  return `RUN ${mounts}${exporting(variables)}${lines.join(' \\\n && ')}\n`;
}

function createCommands(
  { manager, conda }: Environment,
  how: { readonly cache: string; readonly hasConfig: boolean },
): readonly string[] {
  const file = `${OWN}/conda.yml`;
  switch (manager) {
    case 'conda': {
      const base = conda?.base;
      const find = `conda=$(command -v conda || echo /opt/miniconda/bin/conda)`;
      if (base === undefined) return [find, `"$conda" env create -p ${condaPrefix} -f ${file}`];
      const name = checked(base, planPatterns.interpreter);
      return [
        find,
        `"$conda" create -y -p ${condaPrefix} --clone ${name}`,
        `"$conda" env update -p ${condaPrefix} -f ${file}`,
      ];
    }
    case 'micromamba':
      return [`micromamba create -y -p ${condaPrefix} -f ${file}`];
    case 'rattler': {
      const condarc = how.hasConfig ? ` ${secretPath(secretIds.condaConfig)}` : '';
      const program = `${RATTLER}/bin/python ${OWN}/install.py`;
      return [`${program} ${file} ${condaPrefix} ${how.cache}${condarc}`];
    }
    case 'pip':
    case 'uv':
    case undefined:
      throw new TypeError('pip and uv make no conda environment');
    default:
      return manager satisfies never;
  }
}

function checked(text: string, pattern: RegExp): string {
  if (!pattern.test(text)) {
    throw new TypeError(`${JSON.stringify(text)} cannot go into a Dockerfile`);
  }
  return text;
}
