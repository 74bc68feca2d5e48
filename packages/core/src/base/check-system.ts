import type { BaseFacts } from './base-facts.ts';
import { isOlder } from './compare-versions.ts';
import { fault, ok, warning } from './finding.ts';
import type { Finding } from './finding.ts';

/** glibc that wheels of today need (manylinux_2_28), and the oldest that any still takes. */
const MODERN_GLIBC = '2.28';
const OLDEST_GLIBC = '2.17';

export function checkPlatform({ os, architecture }: BaseFacts): Finding {
  const platform = `${os}/${architecture}`;
  if (platform === 'linux/amd64') return ok(platform);
  return fault(`${platform}, but linux/amd64 is needed; choose an image for that platform`);
}

export function checkDistribution({ distribution, apt }: BaseFacts): Finding {
  if (distribution === undefined) {
    return warning('there is no os-release: take an image of Debian or Ubuntu if something fails');
  }
  const name = distribution.name || `${distribution.id} ${distribution.version}`;
  if (distribution.id === 'alpine') {
    return fault(`${name} has never been supported; choose an image of Debian or Ubuntu`);
  }
  if (!apt) return warning(`${name} has no apt-get: Debian packages cannot be added on it`);
  return ok(name);
}

export function checkLibc({ libc }: BaseFacts): Finding {
  const { kind, version } = libc;
  if (kind === 'musl') {
    return fault('musl: most packages have no wheels for it; choose an image of Debian or Ubuntu');
  }
  if (kind === 'unknown')
    return warning('no C library was found; wheels may not run on this image');
  if (version === undefined) return warning('glibc, but its version could not be read');
  const name = `glibc ${version}`;
  if (isOlder(version, OLDEST_GLIBC)) {
    return fault(`${name} is older than any wheel takes (${OLDEST_GLIBC}); choose a newer image`);
  }
  if (!isOlder(version, MODERN_GLIBC)) return ok(name);
  const remedy = `choose an image with ${MODERN_GLIBC} or later`;
  return warning(`${name}: current wheels of numpy, scipy and others do not install; ${remedy}`);
}

export function checkShell({ shell }: BaseFacts): Finding {
  if (shell) return ok('/bin/sh is there');
  return fault(
    'there is no /bin/sh, so that nothing can be installed; choose an image with a shell',
  );
}
