import { hexOf } from '@package-model/core/oci/digest';
import { v1Details } from '@package-model/core/smoke/profile/v1-details';
import type { SmokeReport } from '@package-model/core/smoke/report/report';

/** The resources found, in v1's short and in its long form; none when they were not looked for. */
export function profileOutputs({ profile, imageDigest, startedAt }: SmokeReport): {
  readonly 'recommended-resources'?: string;
  readonly profile?: string;
} {
  if (profile === null) return {};
  const name = imageDigest === null ? 'profile' : `profile-${hexOf(imageDigest).slice(0, 12)}`;
  const details = v1Details(profile, { name, createdTime: startedAt });
  const { recommended } = profile;
  return {
    'recommended-resources': recommended === null ? '' : JSON.stringify(recommended),
    profile: JSON.stringify(details),
  };
}
