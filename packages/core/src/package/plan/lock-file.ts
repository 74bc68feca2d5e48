import { access } from 'node:fs/promises';
import * as z from 'zod/mini';
import { codeOf, InputError } from '../../errors.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import type { Digest } from '../../oci/digest.ts';
import { parseDigest } from '../../oci/digest.ts';
import { parseJsonText } from '../config/json-text.ts';
import { readTextFile } from '../config/text-file.ts';

/** `package-model.lock`: what an environment was made of and which images of it are trusted. */
export type LockFile = {
  readonly schemaVersion: 1;
  /** By `environmentHash` of the plan. */
  readonly environments: { readonly [environmentHash: string]: LockedEnvironment };
};

export type LockedEnvironment = {
  readonly baseImage: string;
  /** Hash of the base image's layers and config as the engine had it. */
  readonly baseIdentity: Digest;
  /** Manifest digest that `baseImage` was when it was locked; absent for one that was never pulled. */
  readonly baseDigest?: Digest;
  /** `env-<hash>`. */
  readonly tag: string;
  /** When it was built, or last found unchanged by a build: ISO 8601 in UTC. */
  readonly builtAt?: string;
  /** Digests of the environment image: layers are plain in a folder, compressed in a registry. */
  readonly images: { readonly layout?: Digest; readonly registry?: Digest };
  /** What pip has in it, `name==version`, ordered. */
  readonly packages: readonly string[];
};

const digest = z.custom<Digest>(
  (value) => typeof value === 'string' && parseDigest(value) !== undefined,
  { error: 'not a sha256 digest' },
);
const lockFile = z.object({
  schemaVersion: z.literal(1),
  environments: z.record(
    z.string(),
    z.object({
      baseImage: z.string(),
      baseIdentity: digest,
      baseDigest: z.optional(digest),
      tag: z.string(),
      builtAt: z.optional(z.iso.datetime()),
      images: z.object({ layout: z.optional(digest), registry: z.optional(digest) }),
      packages: z.array(z.string()),
    }),
  ),
});

const empty: LockFile = { schemaVersion: 1, environments: {} };

/** Reads a lock file; an absent one is empty. InputError BAD_FILE names what is wrong in it. */
export async function readLockFile(path: string, shownAs: string): Promise<LockFile> {
  const missing = await access(path).then(
    () => false,
    (error: unknown) => codeOf(error) === 'ENOENT',
  );
  if (missing) return empty;
  const file = parseJsonText(await readTextFile(path, shownAs), shownAs);
  const parsed = z.safeParse(lockFile, file.value);
  if (parsed.success) return parsed.data as LockFile;
  throw new InputError(
    'BAD_FILE',
    parsed.error.issues.map((issue) => ({
      message: `${issue.message}; restore the file from version control, or delete it to lock anew`,
      place: file.placeOf(issue.path.filter((key) => typeof key !== 'symbol')),
    })),
  );
}

/** The lock with one environment set. */
export function withEnvironment(
  lock: LockFile,
  environmentHash: string,
  environment: LockedEnvironment,
): LockFile {
  return { ...lock, environments: { ...lock.environments, [environmentHash]: environment } };
}

/** Writes a lock file: keys in order, one change a line, so that reviews read well. */
export async function writeLockFile(path: string, lock: LockFile): Promise<void> {
  const environments = Object.fromEntries(
    Object.entries(lock.environments).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  await writeFileAtomically(path, `${JSON.stringify({ ...lock, environments }, null, 2)}\n`);
}
