import type { Fault } from '@package-model/core/errors';
import type { SmokeTestValues } from './inputs.ts';

type Spell = (inputName: string) => string;

/** Inputs that say something of a container or an image; a service that runs already has none. */
const ofContainers = [
  'deployment-config',
  'cpu',
  'memory',
  'gpus',
  'test-variables',
  'test-secrets',
  'test-files',
  'isolated',
  'keep-on-failure',
  'model-path',
  'baseline',
  'profile',
] as const satisfies readonly (keyof SmokeTestValues)[];

/** Faults between the inputs that say what is tested: an image, or a service that runs already. */
export function subjectFaults(values: SmokeTestValues, spell: Spell): readonly Fault[] {
  const { image, url } = values;
  if (image === undefined && url === undefined) {
    const message = `${spell('image')} is required; give for example ghcr.io/org/diabetes@sha256:…, or ${spell('url')} for a service that runs already`;
    return [{ message }];
  }
  if (url === undefined) return imageFaults(values, spell);
  const both = `${spell('image')} and ${spell('url')} are both given; give the one to be tested`;
  const more = ofContainers.filter((name) => isGiven(values[name]));
  return [
    ...(image === undefined ? [] : [{ message: both }]),
    ...more.map((name) => ({
      message: `${spell(name)} is for a container, and ${spell('url')} starts none; leave it out`,
    })),
  ];
}

function imageFaults(values: SmokeTestValues, spell: Spell): readonly Fault[] {
  const isUnused = values['model-path'] !== undefined && values['model-transfer'] !== 'mount';
  const transfer = `${spell('model-transfer')}: mount`;
  return [
    ...(values['url-headers'] === undefined
      ? []
      : [{ message: `${spell('url-headers')} are for ${spell('url')}; give that, too` }]),
    ...(isUnused
      ? [{ message: `${spell('model-path')} is for ${transfer}; give that, too, or leave it out` }]
      : []),
  ];
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false;
}
