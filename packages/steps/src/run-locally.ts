import { basename } from 'node:path';
import { slugOf } from '@package-model/core/oci/reference';
import type { Location } from '@package-model/core/oci/reference';
import type { Digest } from '@package-model/core/oci/digest';

type TaggedDigest = {
  readonly location: Location;
  readonly digest: Digest;
  readonly tag: string;
};

const SAFE_PATH = /^[\w./ -]+$/;

/**
 * How to run exactly this image on one's own machine, in Markdown; a folder is read by tag. '' for a
 * path that is odd.
 */
export function runLocally({ location, digest, tag }: TaggedDigest): string {
  if (location.kind === 'registry') {
    return block([dockerRun(`${location.host}/${location.repository}@${digest}`)]);
  }
  if (!SAFE_PATH.test(location.path)) return '';
  const name = `${slugOf(basename(location.path))}:${tag}`;
  return block([
    `skopeo copy 'oci:${location.path}:${tag}' 'docker-daemon:${name}'`,
    dockerRun(name),
  ]);
}

function dockerRun(image: string): string {
  return `docker run --rm --publish 127.0.0.1:5001:5001 ${image}`;
}

function block(commands: readonly string[]): string {
  return `Run it, then ask \`http://127.0.0.1:5001/score\`:\n\n\`\`\`sh\n${commands.join('\n')}\n\`\`\`\n`;
}
