import { normalizeName } from './pip-requirement.ts';

const SERVER = 'azureml-inference-server-http';

/** Packages that bring the scoring server. The old metapackage needs Pythons that are gone. */
export const serverPackages = { server: SERVER, metapackage: 'azureml-defaults' } as const;

/**
 * The requirement for the scoring server that runs on a Python version: 1.3 was the last for 3.8,
 * 0.8 for 3.7.
 */
export function serverRequirement(pythonVersion: string | undefined): string {
  switch (pythonVersion ?? '') {
    case '3.7':
      return `${SERVER}~=0.8.4`;
    case '3.8':
      return `${SERVER}~=1.3.0`;
    default:
      return `${SERVER}~=1.5`;
  }
}

/** True for the name of the server's own package, however it is written. */
export function isServer(name: string | undefined): boolean {
  return name !== undefined && normalizeName(name) === SERVER;
}
