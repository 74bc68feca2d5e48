import { messageOf } from '@package-model/core/errors';
import { formatSize } from '@package-model/core/format-size';
import { parseManifest } from '@package-model/core/oci/descriptor';
import { OciError } from '@package-model/core/oci/errors';
import type { Location } from '@package-model/core/oci/reference';
import type { ManifestContent, Repository } from '@package-model/core/oci/repository';
import { releaseTags } from '@package-model/core/smoke/baseline/previous-version';
import { MODELS_ANNOTATION } from '../build-image/append.ts';
import { runLocally } from '../run-locally.ts';
import { markdownCell } from '../report.ts';
import type { StepContext } from '../step.ts';

/** A release before this one. */
export type FormerRelease = { readonly tag: string; readonly sizeBytes: number };

type Deps = {
  readonly repository: Repository;
  readonly context: Pick<StepContext, 'signal' | 'log'>;
};

/**
 * The release that the image takes the place of: what has one of its tags now, else the highest
 * release tag. Asked before the tags are put; undefined where there is none, or the store does not
 * say: two requests, for one line that people read.
 */
export async function formerRelease(
  manifest: ManifestContent,
  tags: readonly string[],
  { repository, context }: Deps,
): Promise<FormerRelease | undefined> {
  const { signal, log } = context;
  try {
    const released = releaseTags(await repository.listTags(signal));
    const tag = tags.find((one) => released.includes(one)) ?? released[0];
    const found = tag === undefined ? undefined : await repository.getManifest(tag, signal);
    if (tag === undefined || found === undefined || found.digest === manifest.digest) {
      return undefined;
    }
    return { tag, sizeBytes: sizeOf(found) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof OciError)) throw error;
    log.debug(`the former release cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}

type Release = {
  readonly image: { readonly location: Location; readonly manifest: ManifestContent };
  readonly name: string;
  readonly tags: readonly string[];
  readonly former: FormerRelease | undefined;
  readonly signed: readonly { readonly title: string; readonly url: string }[];
};

/** What was released, how it grew, and how to run it, in Markdown. */
export function releaseSummary({ image, name, tags, former, signed }: Release): string {
  const { location, manifest } = image;
  const sizeBytes = sizeOf(manifest);
  const { annotations } = parseManifest(manifest.bytes, manifest.digest);
  const models = annotations?.[MODELS_ANNOTATION];
  const rows = [
    ...(models === undefined ? [] : [['model', models.replaceAll(',', ', ')]]),
    ['released', `${name}@${manifest.digest}`],
    ['tags', tags.join(', ')],
    ['size', `${formatSize(sizeBytes)}${former === undefined ? '' : growth(sizeBytes, former)}`],
  ];
  const table = rows.map((row) => `| ${row.map(markdownCell).join(' | ')} |\n`).join('');
  const links = signed.map(({ title, url }) => `[${title}](${url})`).join(', ');
  const last = links === '' ? '' : `| signed | ${links} |\n`;
  return `| release | |\n| --- | --- |\n${table}${last}\n${runLocally({ location, digest: manifest.digest, tag: tags[0] ?? '' })}`;
}

function growth(sizeBytes: number, { tag, sizeBytes: before }: FormerRelease): string {
  const difference = sizeBytes - before;
  if (difference === 0) return `, as ${tag} has`;
  const percent = before === 0 ? '' : ` (${((Math.abs(difference) / before) * 100).toFixed(1)} %)`;
  return `, ${formatSize(Math.abs(difference))}${percent} ${difference > 0 ? 'more' : 'less'} than ${tag}`;
}

/** All layers of an image. */
function sizeOf(manifest: ManifestContent): number {
  const { layers } = parseManifest(manifest.bytes, manifest.digest);
  return layers.reduce((total, { size }) => total + size, 0);
}
