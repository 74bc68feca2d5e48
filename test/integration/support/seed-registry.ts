import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '@package-model/tooling/machine/command';
import * as z from 'zod/mini';
import { imagesFolder } from './prepared-project.ts';

const lockSchema = z.looseObject({
  environments: z.record(
    z.string(),
    z.looseObject({ tag: z.string(), images: z.object({ layout: z.string() }) }),
  ),
});

export type Seeded = {
  readonly host: string;
  readonly repository: string;
  /** `user:password`, where the registry wants it. */
  readonly login?: string;
};

/**
 * Brings the environment image of a prepared project into a repository of a registry of this machine
 * and pins it there, as a build would have done that takes ten times as long.
 */
export async function seedRegistry(
  project: string,
  { host, repository, login }: Seeded,
): Promise<void> {
  const { signal } = new AbortController();
  const args = ['copy', '--preserve-digests', '--dest-tls-verify=false'];
  if (login !== undefined) args.push(`--dest-creds=${login}`);
  const lockFile = join(project, 'package-model.lock');
  const lock = lockSchema.parse(JSON.parse(await readFile(lockFile, 'utf8')));
  for (const environment of Object.values(lock.environments)) {
    const { tag, images } = environment;
    const from = `oci:${join(project, imagesFolder)}:${tag}`;
    const to = `docker://${host}/${repository}:${tag}`;
    await mustRun('skopeo', [...args, from, to], { signal });
    Object.assign(environment.images, { registry: images.layout });
  }
  await writeFile(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
}
