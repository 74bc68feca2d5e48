import { basename, resolve } from 'node:path';
import { messageOf } from '@package-model/core/errors';
import { OciError } from '@package-model/core/oci/errors';
import { type Location, slugOf } from '@package-model/core/oci/reference';
import { attach } from '@package-model/core/oci/referrers';
import type { ManifestContent, Repository } from '@package-model/core/oci/repository';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { testResult } from '@package-model/core/smoke/report/test-result';
import type { StepContext } from '../step.ts';

/**
 * Attaches the result of the smoke test to the image that is promoted; gives the digest of what was
 * attached, '' where the store refuses it: the image was tested all the same, so that is a warning.
 */
export async function attachReport(
  report: SmokeReport,
  image: { readonly manifest: ManifestContent; readonly location: Location },
  { repository, context }: { readonly repository: Repository; readonly context: StepContext },
): Promise<string> {
  const { signal, log } = context;
  const { manifest, location } = image;
  const name = imageName(location, context.settings.workingDirectory);
  const attachment = testResult(report, { name, digest: manifest.digest });
  try {
    const digest = await attach(attachment, manifest, repository, signal);
    log.info(`The result of the smoke test is attached to it as ${digest}.`);
    return digest;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof OciError)) throw error;
    log.warn(
      `The result of the smoke test could not be attached to the image (${messageOf(error)}); set ${context.spell('attach-report')} to false where the store takes no artefacts.`,
    );
    return '';
  }
}

/** The image's name without tag or digest: that of the registry, or the folder's own. */
export function imageName(location: Location, workingDirectory: string): string {
  if (location.kind === 'registry') return `${location.host}/${location.repository}`;
  return slugOf(basename(resolve(workingDirectory, location.path)));
}
