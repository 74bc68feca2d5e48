import { registryOf } from '@package-model/core/oci/full-name';
import type { ImageReference, ModelRegistryLocation } from '@package-model/core/oci/reference';
import type { ModelChoice } from '../inputs/model.ts';
import type { BaselineChoice } from '../inputs/smoke-baseline.ts';
import type { LoginRequest } from './login-request.ts';

type Naming = {
  readonly image?: ImageReference | undefined;
  readonly 'model-registry'?: ModelRegistryLocation | undefined;
  readonly model?: readonly ModelChoice[] | undefined;
  readonly baseline?: BaselineChoice | undefined;
  readonly 'base-image'?: string | undefined;
};

/** What a step's values ask for. */
export function loginsOf(values: LoginRequest['values'] & Naming): LoginRequest {
  return { values, registries: [...new Set(registriesIn(values))] };
}

function registriesIn(values: Naming): string[] {
  const { image, model, baseline, 'model-registry': registry, 'base-image': base } = values;
  const locations = [
    image?.location,
    registry,
    ...(model ?? []).map((one) => (one.kind === 'reference' ? one.reference.location : undefined)),
    baseline?.kind === 'image' ? baseline.reference.location : undefined,
  ];
  const hosts = locations.flatMap((one) => (one?.kind === 'registry' ? [one.host] : []));
  return base === undefined || base.startsWith('dir:') ? hosts : [...hosts, registryOf(base)];
}
