import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ContainerFile, Engine, Reach } from '@package-model/core/engine/engine';
import { EngineError } from '@package-model/core/engine/errors';
import { InputError } from '@package-model/core/errors';
import { readDeploymentConfig } from '@package-model/core/smoke/run/deployment-config';
import { formatResources } from '@package-model/core/smoke/run/resources';
import type { Resources } from '@package-model/core/smoke/run/resources';
import type { ContainerSettings } from '@package-model/core/smoke/run/target';
import type { Secret } from '@package-model/core/secret';
import type { StepContext } from '../step.ts';
import type { TestValues } from './inputs.ts';

type Values = Pick<
  TestValues,
  | 'cpu'
  | 'deployment-config'
  | 'gpus'
  | 'isolated'
  | 'memory'
  | 'test-files'
  | 'test-secrets'
  | 'test-variables'
>;

/**
 * How the container is to run, from the inputs and the files they name; InputError for what is
 * wrong with these. Nothing is asked of an engine.
 */
export async function readContainer(
  values: Values,
  context: StepContext,
): Promise<ContainerSettings> {
  const files = filesOf(values['test-files'] ?? [], context);
  const secrets = values['test-secrets'] ?? {};
  for (const secret of Object.values(secrets)) context.hide(secret);
  const env = variablesOf(values['test-variables'] ?? {}, secrets, context);
  const { gpus } = values;
  const resources = await resourcesOf(values, context);
  return { ...resources, ...(gpus === undefined ? {} : { gpus }), env, files };
}

/**
 * The same, as this engine can give it. Raises what it cannot give before anything is moved:
 * UNREACHABLE, NO_GPU.
 */
export async function containerOf(
  values: Values,
  { engine, context }: Deps,
): Promise<ContainerSettings> {
  const { gpus, ...settings } = await readContainer(values, context);
  await refuseIsolation(values, engine, context);
  const reach = await engine.reach(context.signal);
  if (gpus !== undefined) await refuseGpus(engine, context);
  const resources = await fitting(settings, { engine, context });
  const said = formatResources(resources);
  if (said !== undefined) context.log.info(`The container gets ${said}.`);
  const given = { ...settings, ...resources, ...(gpus === undefined ? {} : { gpus }) };
  return isHere(reach) ? mounted(given) : given;
}

function isHere(reach: Reach): boolean {
  return reach.kind === 'published' && reach.publishOn === '127.0.0.1';
}

/** Files of this machine need no copies; an engine elsewhere does not see them. */
function mounted({ files = [], ...settings }: ContainerSettings): ContainerSettings {
  return { ...settings, mounts: files };
}

async function resourcesOf(values: Values, context: StepContext): Promise<Resources> {
  const path = values['deployment-config'];
  const { workingDirectory } = context.settings;
  const given =
    path === undefined ? {} : await readDeploymentConfig(resolve(workingDirectory, path), path);
  return {
    ...given,
    ...(values.cpu === undefined ? {} : { cpus: values.cpu }),
    ...(values.memory === undefined ? {} : { memoryBytes: values.memory }),
  };
}

type Deps = { readonly engine: Engine; readonly context: StepContext };

/** A machine with fewer processors than are wanted tests with all it has. */
async function fitting(
  wanted: ContainerSettings,
  { engine, context }: Deps,
): Promise<ContainerSettings> {
  if (wanted.cpus === undefined) return wanted;
  const { cpus } = await engine.info(context.signal);
  if (cpus === 0 || wanted.cpus <= cpus) return wanted;
  context.log.warn(
    `${wanted.cpus} CPU are wanted, the engine's machine has ${cpus}: the test runs with these, so it may be slower than where it is deployed.`,
  );
  return { ...wanted, cpus };
}

async function refuseIsolation(
  { isolated }: Values,
  engine: Engine,
  context: StepContext,
): Promise<void> {
  const why = isolated ? await engine.whyNotIsolated(context.signal) : undefined;
  if (why === undefined) return;
  const message = `${context.spell('isolated')} cannot be used here: ${why}, and a container on a network without a way out could not be asked. Leave it out, or run this step where the engine runs`;
  throw new EngineError('UNREACHABLE', message);
}

async function refuseGpus(engine: Engine, context: StepContext): Promise<void> {
  const why = await engine.whyNoGpu(context.signal);
  if (why === undefined) return;
  throw new EngineError('NO_GPU', `${context.spell('gpus')} cannot be given: ${why}`);
}

/** Where they are on this machine; a folder comes with all in it. */
function filesOf(files: readonly ContainerFile[], context: StepContext): readonly ContainerFile[] {
  const found = files.map(({ source, target }) => ({
    source: resolve(context.settings.workingDirectory, source),
    target,
  }));
  const faults = files.flatMap(({ source }, index) =>
    existsSync(found[index]?.source ?? '')
      ? []
      : [{ message: `${context.spell('test-files')}: ${source} does not exist; correct the path` }],
  );
  if (faults.length > 0) throw new InputError('BAD_INPUT', faults);
  return found;
}

function variablesOf(
  plain: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, Secret>>,
  context: StepContext,
): Readonly<Record<string, string | Secret>> {
  const both = Object.keys(plain).filter((name) => Object.hasOwn(secrets, name));
  const faults = both.map((name) => ({
    message: `${name} stands in ${context.spell('test-variables')} and in ${context.spell('test-secrets')}; give it once`,
  }));
  if (faults.length > 0) throw new InputError('BAD_INPUT', faults);
  return { ...plain, ...secrets };
}
