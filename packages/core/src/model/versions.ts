const VERSION_TAG = /^model-v([1-9][0-9]*)$/;
const CLAIM_TAG = /^claim-([1-9][0-9]*)-([0-9a-f]+)$/;

/** Tag of a registered version. */
export function versionTag(version: number | string): string {
  return `model-v${version}`;
}

/** Tag of a claim on a version number. */
export function claimTag(version: number, nonce: string): string {
  return `claim-${version}-${nonce}`;
}

/** Tag that says of a claim that it was given up, where its own tag cannot be put again. */
export function givenUpTag(claim: string): string {
  return `${claim}-given-up`;
}

/** The highest registered version among tags; 0 when there is none. */
export function highestVersion(tags: readonly string[]): number {
  return Math.max(0, ...tags.map((tag) => Number(VERSION_TAG.exec(tag)?.[1] ?? 0)));
}

/** Tags that claim `version`, but for the one with `ownNonce` and those with a tag of giving up. */
export function claimsOf(tags: readonly string[], version: number, ownNonce?: string): string[] {
  const claims = tags.filter((tag) => {
    const claim = CLAIM_TAG.exec(tag);
    return claim !== null && Number(claim[1]) === version && claim[2] !== ownNonce;
  });
  return claims.filter((tag) => !tags.includes(givenUpTag(tag)));
}
