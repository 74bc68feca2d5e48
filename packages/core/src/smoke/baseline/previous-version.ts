import type { Digest } from '../../oci/digest.ts';

/** A tag of a repository and the models in its image, as `name:version`. */
export type TaggedImage = {
  readonly tag: string;
  readonly digest: Digest;
  readonly models: readonly string[];
};

const NOT_RELEASES = /^(?:candidate-|env-|model-v\d|claim-\d|sha256-[0-9a-f]{64})/;

/** Release tags, highest first as people count: `1.10` before `1.9`. */
export function releaseTags(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => !NOT_RELEASES.test(tag)).toSorted((a, b) => compareVersions(b, a));
}

/**
 * The released image with the highest model version that is not above the candidate's. The same
 * version in another image counts: there the code or the environment is what changed.
 */
export function previousVersion(
  candidate: Omit<TaggedImage, 'tag'>,
  released: readonly TaggedImage[],
): TaggedImage | undefined {
  const own = versionsOf(candidate.models);
  const earlier = released.filter(
    ({ digest, models }) => digest !== candidate.digest && isBefore(versionsOf(models), own),
  );
  return earlier.toSorted(
    (a, b) => compareModels(b.models, a.models) || compareVersions(b.tag, a.tag),
  )[0];
}

/** By number where there are numbers, else by code unit. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [one, other] = [left[index], right[index]];
    if (one === undefined || other === undefined) return left.length - right.length;
    const difference = comparePart(one, other);
    if (difference !== 0) return difference;
  }
  return 0;
}

function comparePart(a: string, b: string): number {
  const numbers = /^\d/.test(a) && /^\d/.test(b);
  if (numbers && a.length < 16 && b.length < 16) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function partsOf(text: string): readonly string[] {
  return text.match(/\d+|\D+/g) ?? [];
}

type Versions = ReadonlyMap<string, string>;

function versionsOf(models: readonly string[]): Versions {
  return new Map(
    models.map((model) => {
      const colon = model.lastIndexOf(':');
      return [model.slice(0, colon), model.slice(colon + 1)];
    }),
  );
}

/** The same models, none of them newer. */
function isBefore(versions: Versions, own: Versions): boolean {
  if (versions.size !== own.size) return false;
  return [...own].every(([name, version]) => {
    const other = versions.get(name);
    return other !== undefined && compareVersions(other, version) <= 0;
  });
}

function compareModels(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [versionsOf(a), versionsOf(b)];
  for (const [name, version] of left) {
    const difference = compareVersions(version, right.get(name) ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}
