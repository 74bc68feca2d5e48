import { resolve } from 'node:path';
import { InputError } from '@package-model/core/errors';
import { parseManifest } from '@package-model/core/oci/descriptor';
import { OciError } from '@package-model/core/oci/errors';
import { formatLocation, isTag } from '@package-model/core/oci/reference';
import type { ManifestContent, Repository } from '@package-model/core/oci/repository';
import { readReport, requirePassed } from '@package-model/core/smoke/report/report';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { MODELS_ANNOTATION } from '../build-image/append.ts';
import { candidateTag } from '../candidate-tag.ts';
import { bringIntoEngine } from '../engine-image.ts';
import { openEngine } from '../open-engine.ts';
import { openStores } from '../open-stores.ts';
import type { Stores } from '../open-stores.ts';
import type { Outputs, StepContext } from '../step.ts';
import { attachReport, imageName } from './attach-report.ts';
import type { PushImageValues } from './inputs.ts';
import { formerRelease, releaseSummary } from './release-summary.ts';
import { signImage, writeBundles } from './sign-image.ts';
import type { Signed } from './sign-image.ts';

type Deps = { readonly repository: Repository; readonly context: StepContext };

/** Promotes the digest that passed the smoke test: release tags on it, the candidate tag off. */
export async function runPushImage(
  values: PushImageValues,
  context: StepContext,
): Promise<Outputs> {
  using stores = await openStores(values['ca-certificates'], context);
  return pushImage(values, { stores, context });
}

/** The work itself, for the chain too. */
export async function pushImage(
  values: PushImageValues & { readonly push?: boolean },
  deps: { readonly stores: Stores; readonly context: StepContext },
) {
  const { stores, context } = deps;
  const { settings, signal, log } = context;
  const { location, digest } = values.image;
  const shownAs = values['report-path'];
  const report = await readReport(resolve(settings.workingDirectory, shownAs), shownAs);
  requirePassed(report, digest, values.accept);
  if (context.isForkPullRequest === true) return notPushed(values, context);
  const repository = stores.repositories.open(location);
  const manifest = await repository.getManifest(digest, signal);
  if (manifest === undefined) {
    throw new OciError('MANIFEST_UNKNOWN', `${repository.name} has no image ${digest}; build it`);
  }
  const tags = values.tags ?? [defaultTag(manifest, context)];
  if (values.push === false) {
    if (values.load) await loadImage(values, tags, deps);
    return notPushed(values, context);
  }
  // Before the tags: whoever finds the image by them finds its test result, too.
  const attestation = values['attach-report']
    ? await attachReport(report, { manifest, location }, { repository, context })
    : '';
  const signed = values.attest ? await sign(report, values, { manifest, repository, context }) : [];
  const former = await formerRelease(manifest, tags, { repository, context });
  await putTags(tags, manifest, { repository, context });
  log.info(`Promoted ${repository.name}@${digest} to ${tags.join(', ')}.`);
  const image = { location, manifest };
  context.summarize(releaseSummary({ image, name: repository.name, tags, former, signed }), {
    place: 'first',
  });
  for (const tag of tags) await context.publish({ kind: 'run-tag', text: tag });
  if (location.kind === 'registry') {
    const reference = `${repository.name}:${tags[0] ?? ''}@${digest}`;
    await context.publish({ kind: 'image', reference });
  }
  if (values.load) await loadImage(values, tags, deps);
  return {
    image: `${repository.name}@${digest}`,
    tags: tags.join(','),
    digest,
    'image-name': repository.name,
    attestation,
    ...(signed.length > 0 && {
      'attestation-urls': signed.map(({ url }) => url).join(','),
      'bundle-path': await writeBundles(signed, shownAs, context),
    }),
  };
}

/** Release tags on, candidate tag off. */
async function putTags(
  tags: readonly string[],
  manifest: ManifestContent,
  { repository, context: { clock, log, signal } }: Deps,
): Promise<void> {
  const { digest } = manifest;
  const startedAt = clock.now();
  for (const tag of tags) await repository.putManifest(manifest, tag, signal);
  await repository.removeTag(candidateTag(digest), signal);
  log.moved({
    what: `release tags ${tags.join(', ')}`,
    from: `${repository.name}@${digest}`,
    to: repository.name,
    how: 'present',
    sizeBytes: 0,
    durationMs: clock.now() - startedAt,
    why: 'the digest that was tested is the one that is released',
  });
}

/** Before the tags too: who finds the image by a release tag finds it signed. */
async function sign(
  report: SmokeReport,
  values: PushImageValues,
  { manifest, ...deps }: Deps & { readonly manifest: ManifestContent },
): Promise<readonly Signed[]> {
  const name = imageName(values.image.location, deps.context.settings.workingDirectory);
  return signImage({ report, token: values['github-token'] }, { manifest, name }, deps);
}

/** Such a run ends with a tested image; whoever merges the pull request pushes. */
function notPushed(
  { image: pinned, attest }: PushImageValues,
  { notice, ...context }: StepContext,
) {
  const { location, digest } = pinned;
  const name = formatLocation(location);
  const image = `${name}@${digest}`;
  const left = attest ? 'not pushed and not signed' : 'not pushed';
  const passed = `${image} passed its smoke test; it is ${left}, as`;
  if (context.isForkPullRequest === true) {
    notice?.(`${passed} this is a pull request from a fork.`);
  } else context.log.info(`${passed} ${context.spell('push')} is false.`);
  return { image, tags: '', digest, 'image-name': name, attestation: '' };
}

/** The version of the one model in the image. */
function defaultTag(manifest: ManifestContent, context: StepContext): string {
  const { annotations } = parseManifest(manifest.bytes, manifest.digest);
  const [first = '', ...others] = (annotations?.[MODELS_ANNOTATION] ?? '').split(',');
  const version = first.slice(first.lastIndexOf(':') + 1);
  if (others.length === 0 && isTag(version)) return version;
  const message = 'the image has no model version to take as its tag; name the release tags';
  throw new InputError('BAD_INPUT', [{ message, place: { key: context.spell('tags') } }]);
}

async function loadImage(
  values: PushImageValues,
  tags: readonly string[],
  deps: { readonly stores: Stores; readonly context: StepContext },
): Promise<void> {
  const { context, stores } = deps;
  const { settings, signal, log } = context;
  const engine = openEngine({ docker: values.docker }, context);
  const { location, digest } = values.image;
  const repository = stores.repositories.open(location);
  const { name: loaded } = await bringIntoEngine(repository, digest, { engine, context });
  const names = tags.map((tag) => `${imageName(location, settings.workingDirectory)}:${tag}`);
  for (const name of names) await engine.tag(loaded, name, signal);
  await engine.removeImage(loaded, signal);
  log.info(`The engine has it as ${names.join(', ')}.`);
}
