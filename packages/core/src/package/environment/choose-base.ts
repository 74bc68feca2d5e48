import { hasRegistry } from '../../oci/full-name.ts';
import { retiredWarning } from '../../base/known-image.ts';
import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { BaseRegistry, InferenceConfig } from '../inference/inference-config.ts';

export type BaseRequest = {
  readonly config: Pick<InferenceConfig, 'file' | 'baseImage' | 'baseRegistry'>;
  /** Wins over the configuration's own, and is whole as it is. */
  readonly baseImage?: string;
};

/** Images that a workspace has built for itself, as `AzureML.DerivedImageName` names them. */
const WORKSPACE_IMAGE = /^azureml\/azureml_[0-9a-f]{32}(?:[:@].*)?$/;

/**
 * The base image that a request names, with the registry that the configuration puts before it;
 * undefined when nothing names one. A retired one is warned of. BAD_FILE for an image of a
 * workspace's registry that nothing names.
 */
export function chooseBase(request: BaseRequest, log: Pick<Log, 'warn'>): string | undefined {
  const { config } = request;
  const { baseImage: own, baseRegistry } = config;
  const place = { file: config.file };
  const named = request.baseImage ?? (own && withRegistry(own, baseRegistry, { place, log }));
  if (named === undefined) return undefined;
  refuse('BAD_FILE', withoutRegistry(named, place));
  const retired = retiredWarning(named);
  if (retired !== undefined) log.warn(retired, place);
  return named;
}

function withRegistry(
  image: string,
  registry: BaseRegistry | undefined,
  { place, log }: { readonly place: { readonly file: string }; readonly log: Pick<Log, 'warn'> },
): string {
  if (registry === undefined) return image;
  const { address } = registry;
  if (image.startsWith(`${address}/`)) return image;
  if (!hasRegistry(image)) return `${address}/${image}`;
  const line = `the base image ${image} names its registry itself; baseImageRegistry ${address} is not put before it`;
  log.warn(line, place);
  return image;
}

function withoutRegistry(image: string, place: Fault['place'] & object): Fault[] {
  if (!WORKSPACE_IMAGE.test(image)) return [];
  const message =
    `${image} is an image of a workspace's own registry, which nothing names: give its address as ` +
    'baseImageRegistry.address (HOST.azurecr.io); where the workspace has no registry yet, there ' +
    'is no such image either';
  return [{ message, place }];
}

/** How to log in to the registry of the base image. */
export type BaseLogin = Required<BaseRegistry>;

/** The login that a configuration holds for the registry of its base image. */
export function baseLogin(config: Pick<InferenceConfig, 'baseRegistry'>): BaseLogin | undefined {
  const { address, username, password } = config.baseRegistry ?? {};
  if (address === undefined || username === undefined || password === undefined) return undefined;
  return { address, username, password };
}
