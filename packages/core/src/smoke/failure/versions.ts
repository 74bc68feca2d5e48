import type { Evidence } from './cause.ts';
import { packageOfModule } from './module-packages.ts';

/** The version of a package in the image, by the package's or its module's name. */
export async function installed(name: string, { look }: Evidence): Promise<string | undefined> {
  const versions = await look.packages();
  const known = (packageOfModule(name) ?? name).toLowerCase().replaceAll(/[_.]/g, '-');
  return versions?.get(known);
}

/** `scikit-learn 1.7.2`, or `scikit-learn` where the version could not be read. */
export async function named(name: string, evidence: Evidence): Promise<string> {
  const version = await installed(name, evidence);
  return version === undefined ? name : `${name} ${version}`;
}
