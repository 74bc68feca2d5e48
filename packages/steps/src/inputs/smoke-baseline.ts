import type { Fault } from '@package-model/core/errors';
import { formatLocation, parseImageReference } from '@package-model/core/oci/reference';
import type { ImageReference } from '@package-model/core/oci/reference';
import { parseMaxDrift } from '@package-model/core/smoke/baseline/max-drift';
import * as z from 'zod/mini';
import type { InputTable, ValuesOf } from '../step.ts';
import { optionalText, secondsInput, switchInput, textSchema } from './define.ts';
import { lowerCased } from './lower-case.ts';
import type { ReadText } from './define.ts';
import { relocateLocation } from './relocate.ts';

/** What the candidate is compared with. */
export type BaselineChoice =
  { readonly kind: 'latest' } | { readonly kind: 'image'; readonly reference: ImageReference };

const baseline = {
  kind: 'text',
  group: 'smoke-test',
  description:
    'Runs another version with the same cases and prints the differences in answers and latency: latest = the highest released version in the repository of the image that is not above its own, or an image by tag or digest.',
  schema: z.optional(textSchema<BaselineChoice>(readBaseline)),
  relocate: relocateLocation,
  example: 'latest',
} as const;

const maxDrift = {
  kind: 'text',
  group: 'smoke-test',
  shownFor: { input: 'baseline' },
  description:
    'How far the answers may be from those of the baseline: a number (0.05 = 5 % of the former value), or answer=0.05,latency=2 (latency: twice as slow). More fails the test. Without it differences are only printed.',
  schema: z.optional(textSchema(parseMaxDrift)),
  example: 'answer=0.05,latency=2',
} as const;

const profileMaxLatency = {
  kind: 'number',
  group: 'smoke-test',
  shownFor: { input: 'profile', value: 'true' },
  description:
    'Milliseconds within which 95 % of the requests of a profile must be answered. Without it at most twice the time that they take without limits.',
  schema: z.optional(textSchema(readMilliseconds)),
  example: '200',
} as const;

/** Against a former version, and under falling resources. */
export const baselineInputs = {
  baseline,
  'max-drift': maxDrift,
  profile: switchInput({
    group: 'smoke-test',
    description:
      'After a passed test, finds the smallest CPU and memory with which the service still answers its cases.',
  }),
  'profile-budget': secondsInput(300, {
    group: 'smoke-test',
    shownFor: { input: 'profile', value: 'true' },
    description: 'Seconds that finding the resources may take; then the best found so far counts.',
  }),
  'profile-max-latency-ms': profileMaxLatency,
  'profile-into': optionalText('path', {
    group: 'smoke-test',
    shownFor: { input: 'profile', value: 'true' },
    description:
      'A deployment configuration (JSON) that the resources found are written into; its other keys stay. One that is not there is made.',
    example: 'deploymentconfig.json',
  }),
} as const satisfies InputTable;

export type BaselineValues = ValuesOf<typeof baselineInputs>;

/** Inputs that mean nothing without another. */
export function baselineFaults(
  values: BaselineValues,
  spell: (inputName: string) => string,
): readonly Fault[] {
  const needs = (name: string, other: string): Fault => {
    return { message: `needs ${spell(other)}; give that too`, place: { key: spell(name) } };
  };
  const { baseline: choice, 'max-drift': limit, profile } = values;
  const faults: Fault[] = [];
  if (limit !== undefined && choice === undefined) faults.push(needs('max-drift', 'baseline'));
  for (const name of ['profile-into', 'profile-max-latency-ms'] as const) {
    if (values[name] !== undefined && !profile) faults.push(needs(name, 'profile'));
  }
  return faults;
}

function readBaseline(text: string): ReturnType<ReadText<BaselineChoice>> {
  if (text === 'latest') return { value: { kind: 'latest' } };
  const parsed = parseImageReference(lowerCased(text));
  if ('fault' in parsed) return { fault: `${parsed.fault}; or write latest` };
  const { location, tag, digest } = parsed.value;
  if (tag !== undefined || digest !== undefined) {
    return { value: { kind: 'image', reference: parsed.value } };
  }
  const name = formatLocation(location);
  return { fault: `"${text}" names no version; write ${name}:TAG, ${name}@sha256:… or latest` };
}

function readMilliseconds(text: string): ReturnType<ReadText<number>> {
  const value = Number(text);
  if (/^[0-9]+(\.[0-9]+)?$/.test(text) && value > 0) return { value };
  return { fault: `"${text}" is not a number of milliseconds above 0` };
}
