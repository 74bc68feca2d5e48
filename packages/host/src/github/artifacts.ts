import { appendFile, readFile } from 'node:fs/promises';
import type { Environment } from '../host.ts';

/** An image that a job declares: a name that it uses once, and a digest. */
type Subject = { readonly name: string; readonly digest: string };

const IMAGE = /^(?<name>[^\s=#@]+)@(?<digest>sha256:[0-9a-f]{64})$/;

/**
 * Declares an image (`HOST/NAME[:TAG]@sha256:…`) as built by this job, in the runner's file for it;
 * the file is there on runners that do not read it, too. False when nothing was written: no file, no
 * image of a registry, or a name that has another digest already, for which the runner fails a step.
 */
export async function declareImage(reference: string, environment: Environment): Promise<boolean> {
  const path = environment['GITHUB_ARTIFACTS'] ?? '';
  const image = IMAGE.exec(reference)?.groups;
  const { name = '', digest = '' } = image ?? {};
  if (path === '' || !/^[^/]*[.:][^/]*\/|^localhost\//.test(name)) return false;
  const known = await subjectsIn(environment['GITHUB_ARTIFACTS_LIST'] ?? '');
  const free = [withoutTag(name), name].find((one) =>
    known.every((subject) => subject.name !== one || subject.digest === digest),
  );
  if (free === undefined) return false;
  await appendFile(path, `oci://${free}@${digest}\n`);
  return true;
}

function withoutTag(name: string): string {
  return name.replace(/:[^:/]*$/, '');
}

/** What earlier steps of the job have declared; none where the runner does not tell. */
async function subjectsIn(path: string): Promise<readonly Subject[]> {
  if (path === '') return [];
  try {
    const list: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof list !== 'object' || list === null || !('subjects' in list)) return [];
    return Array.isArray(list.subjects) ? list.subjects.filter(isSubject) : [];
  } catch {
    return []; // The file of a runner that knows the list but has nothing to say.
  }
}

function isSubject(value: unknown): value is Subject {
  if (typeof value !== 'object' || value === null) return false;
  return 'name' in value && 'digest' in value;
}
