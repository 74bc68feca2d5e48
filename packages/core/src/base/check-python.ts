import type { BaseFacts } from './base-facts.ts';
import { isOlder } from './compare-versions.ts';
import { fault, ok, warning } from './finding.ts';
import type { Finding } from './finding.ts';

/** Pythons that the current scoring server says it runs on; older servers took older ones. */
const SERVER_PYTHON = { oldest: '3.9', newest: '3.12' } as const;
/** The oldest Python of any scoring server. */
const OLDEST_PYTHON = '3.7';
const OLDEST_CONDA = '4.5';

export function checkPython({ python, conda }: BaseFacts): Finding {
  if (python === undefined) {
    if (conda !== undefined) {
      return warning('there is no Python 3 on PATH: only a conda environment can bring one');
    }
    return fault('there is no Python 3 on PATH; choose an image such as python:3.12-slim');
  }
  const { executable, version } = python;
  if (version === undefined) return warning(`${executable}, but no file tells its version`);
  const name = `Python ${version} (${executable})`;
  const minor = version.split('.').slice(0, 2).join('.');
  if (isOlder(minor, OLDEST_PYTHON)) {
    return fault(`${name}: no scoring server runs on it; choose an image with Python 3.9 to 3.12`);
  }
  if (isOlder(minor, SERVER_PYTHON.oldest)) {
    return warning(`${name}: the scoring server of today needs 3.9; an old one will be installed`);
  }
  if (isOlder(SERVER_PYTHON.newest, minor)) {
    return warning(`${name}: the scoring server is made for 3.9 to 3.12; test it well`);
  }
  return ok(name);
}

export function checkPackages({ python, conda }: BaseFacts): Finding {
  if (python === undefined) {
    return conda === undefined ? ok('not looked at without Python') : ok('conda installs them');
  }
  const { venv, pip, ensurepip } = python;
  if (venv && ensurepip) return ok(`venv and ensurepip${pip ? ', pip' : ''}`);
  const lacks = venv ? 'ensurepip' : 'venv';
  const remedy = 'add the Debian packages python3-venv and python3-pip, or choose another image';
  return warning(`${lacks} is missing: no virtual environment can be made; ${remedy}`);
}

export function checkConda({ conda }: BaseFacts): Finding {
  if (conda === undefined) {
    return ok('none; fine where pip has all packages of the conda file');
  }
  const name = `conda${conda.version === undefined ? '' : ` ${conda.version}`} (${conda.executable})`;
  if (conda.version !== undefined && isOlder(conda.version, OLDEST_CONDA)) {
    return warning(
      `${name} is older than ${OLDEST_CONDA}, the oldest that Azure ML took; update it`,
    );
  }
  return ok(name);
}

export function checkServer({ server, nginx, runit }: BaseFacts): Finding {
  const front = nginx && runit ? ' behind nginx and runit, as in the prebuilt images' : '';
  if (server !== undefined) return ok(`azureml-inference-server-http ${server}${front}`);
  if (front !== '') {
    return ok('nginx and runit are there, the scoring server is not: it will be installed');
  }
  return ok('none; it will be installed with the environment');
}
