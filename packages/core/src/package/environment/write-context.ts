import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Environment } from '../plan/plan.ts';
import { cleanProgram, rattlerProgram } from './conda-programs.ts';
import { condaFiles, renderCondaFile } from './conda-steps.ts';
import { constraintsFile, renderConstraints } from './environment-steps.ts';
import { renderRequirements, requirementsFile } from './environment-steps.ts';

/** Writes what the environment's steps read from their build context, its copied files excepted. */
export async function writeContext(environment: Environment, folder: string): Promise<void> {
  await mkdir(join(folder, dirname(requirementsFile)), { recursive: true });
  const files: [string, string][] = [[requirementsFile, renderRequirements(environment)]];
  if (environment.constraints !== undefined) {
    files.push([constraintsFile, renderConstraints(environment)]);
  }
  if (environment.conda !== undefined) {
    files.push([condaFiles.environment, renderCondaFile(environment)]);
    files.push([condaFiles.clean, cleanProgram]);
  }
  if (environment.manager === 'rattler') files.push([condaFiles.install, rattlerProgram]);
  for (const [name, text] of files) await writeFile(join(folder, name), text);
}
