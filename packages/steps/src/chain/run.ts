import { refuse } from '@package-model/core/errors';
import type { StoredModel } from '@package-model/core/model/types';
import { parseImageReference } from '@package-model/core/oci/reference';
import type { ImageReference } from '@package-model/core/oci/reference';
import type { EnvironmentImage } from '@package-model/core/image/environment-image';
import type { CreatedPlan } from '@package-model/core/package/plan/create-plan';
import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import { openEngine } from '../open-engine.ts';
import { hostPython } from '@package-model/core/package/script/python';
import { buildImage } from '../build-image/run.ts';
import { chooseImage } from '../choose-image.ts';
import type { PinnedImage } from '../inputs/image.ts';
import { openStores } from '../open-stores.ts';
import type { Stores } from '../open-stores.ts';
import { findModels } from '../package-model/find-models.ts';
import { planFor, planOutputs, writePlanned } from '../package-model/run.ts';
import type { PlanContext } from '../package-model/plan-context.ts';
import { attestFaults } from '../push-image/attest-faults.ts';
import { pushImage } from '../push-image/run.ts';
import { modelOutputs, register } from '../register-model/run.ts';
import { casesOf } from '../smoke-test/cases.ts';
import { readContainer } from '../smoke-test/container.ts';
import { testImage } from '../smoke-test/run.ts';
import { StepFailed } from '../step-failed.ts';
import type { Outputs, StepContext } from '../step.ts';
import type { ChainValues } from './inputs.ts';
import { feedEngine } from './feed-engine.ts';
import type { Feed } from './feed-engine.ts';
import { dryRun } from './dry-run.ts';
import { modelsToRegister, requireInputs } from './request.ts';
import type { ChainRequest } from './request.ts';
import { checkMachine } from './check-machine.ts';
import { checkPlan } from './check-plan.ts';

type Deps = { readonly stores: Stores; readonly context: PlanContext };

/** Registers, packages, builds, smoke-tests and promotes in one process. */
export async function runChain(values: ChainValues, given: StepContext): Promise<Outputs> {
  // One Python for all looks: what it has read once it need not read again.
  const context: PlanContext = { ...given, python: hostPython(given.run, given.signal) };
  const request = requireInputs(values, context);
  using stores = await openStores(values['ca-certificates'], context);
  const deps = { stores, context };
  const cases = await casesOf(values.cases, context);
  await readContainer(values, context);
  const draft = await checkPlan(request, deps);
  if (values['dry-run']) return dryRun(request, cases.length, deps);
  const registered = await existingModels(request, deps);
  const image = chooseImage(request, registered, context);
  const spell = (name: string): string => context.spell(name);
  refuse('BAD_INPUT', attestFaults({ ...request, image }, spell, context));
  const environment = await checkMachine({ request, draft, image }, deps);
  const feed =
    registered === undefined ? await startFeed({ request, draft, environment }, deps) : undefined;
  try {
    return await work({ request, draft, image, registered, cases, feed }, deps);
  } finally {
    await feed?.close();
  }
}

type Work = {
  readonly request: ChainRequest;
  readonly draft: CreatedPlan;
  readonly image: ImageReference;
  /** Models that were registered before; undefined where this run registers its own. */
  readonly registered: readonly StoredModel[] | undefined;
  readonly cases: readonly SmokeCase[];
  readonly feed: Feed | undefined;
};

async function work(
  { request, draft, image, registered, cases, feed }: Work,
  deps: Deps,
): Promise<Outputs> {
  const { context } = deps;
  const part = partsOf(registered === undefined ? steps : steps.slice(1), context);
  const models = registered ?? (await part('register-model', () => registerOwn(request, deps)));
  const feeding = feed?.finish(models);
  feeding?.catch(() => {
    // Awaited before the smoke test; what fails before that is told.
  });
  const outputs: Record<string, string> = {};
  const first = models[0];
  if (first !== undefined) Object.assign(outputs, modelOutputs(first));
  try {
    const created = await part('package-model', async () => {
      const planned = await planFor(request, models, context);
      await writePlanned(request, { created: planned, models }, context);
      return planned;
    });
    Object.assign(outputs, planOutputs(request['package-path'], created.plan));
    const built = await part('build-image', () =>
      buildImage({ ...request, image }, { ...deps, baseLogin: draft.baseLogin }),
    );
    Object.assign(outputs, built);
    const candidate = pinned(built.image);
    const tested = await part('smoke-test', async () =>
      testImage({ ...request, image: candidate }, cases, {
        ...deps,
        fed: (await feeding) ?? false,
        keep: request.load ? 'image' : 'nothing',
        scripts: created.sources,
        sources: created.plan.modelLayout?.kind === 'copied' ? [] : modelsToRegister(request),
      }),
    );
    Object.assign(outputs, tested);
    const tags = request.tags ?? (image.tag === undefined ? undefined : [image.tag]);
    const pushed = await part('push-image', () =>
      pushImage({ ...request, image: candidate, tags }, deps),
    );
    return { ...outputs, ...pushed };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    const { message, place } = error;
    const more = { cause: error, ...(place && { place }) };
    throw new StepFailed(message, { ...outputs, ...error.outputs }, more);
  }
}

const steps = [
  'register-model',
  'package-model',
  'build-image',
  'smoke-test',
  'push-image',
] as const;

/** Runs each of the named steps as a group that knows how far the chain is. */
function partsOf(names: readonly (typeof steps)[number][], context: StepContext) {
  return <T>(name: (typeof steps)[number], work: () => Promise<T>): Promise<T> =>
    context.group(name, work, { number: names.indexOf(name) + 1, of: names.length });
}

/** Starts to load the model into the engine where its layers will be those of the image. */
async function startFeed(
  {
    request,
    draft,
    environment,
  }: Pick<Work, 'request' | 'draft'> & {
    readonly environment: EnvironmentImage | undefined;
  },
  { context }: Deps,
): Promise<Feed | undefined> {
  const models = modelsToRegister(request);
  const isCopied = draft.plan.modelLayout?.kind === 'copied';
  if (environment === undefined || isCopied || request['model-transfer'] !== 'image') {
    return undefined;
  }
  return feedEngine({ models, environment }, { engine: openEngine(request, context), context });
}

async function existingModels(
  request: ChainRequest,
  deps: Deps,
): Promise<readonly StoredModel[] | undefined> {
  const { image, model: choices, 'model-registry': registry } = request;
  return choices === undefined ? undefined : findModels({ choices, registry, image }, deps);
}

/** The new versions; none where a Dockerfile brings the model itself. */
async function registerOwn(request: ChainRequest, deps: Deps): Promise<StoredModel[]> {
  const models: StoredModel[] = [];
  for (const [index, { name, path }] of modelsToRegister(request).entries()) {
    const further = { 'model-framework': 'auto', 'model-description': undefined } as const;
    const values = {
      ...request,
      ...(index > 0 && further),
      'model-name': name,
      'model-path': path,
    };
    models.push(await register(values, request.image, deps));
  }
  return models;
}

function pinned(reference: string): PinnedImage {
  const parsed = parseImageReference(reference);
  const digest = 'value' in parsed ? parsed.value.digest : undefined;
  if (!('value' in parsed) || digest === undefined) throw new TypeError(reference);
  return { ...parsed.value, digest };
}
