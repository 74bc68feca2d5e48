import { baseFacts } from '@package-model/core/base/base-facts';
import { parseBaseReference } from '@package-model/core/base/base-reference';
import { checkBase } from '@package-model/core/base/check-base';
import type { BaseCheck } from '@package-model/core/base/check-base';
import type { ReadImage } from '@package-model/core/base/read-image';
import { InputError } from '@package-model/core/errors';
import type { ImageReference } from '@package-model/core/oci/reference';
import { formatLocation } from '@package-model/core/oci/reference';
import { StepFailed } from '../step-failed.ts';
import type { Outputs, StepContext } from '../step.ts';
import type { CheckValues } from './reading.ts';
import { readFromEngine } from './read-from-engine.ts';
import { readFromStore } from './read-from-store.ts';

/** Checks an image and shows a line for each check; STEP_FAILED when it cannot be a base image. */
export async function checkImage(values: CheckValues, context: StepContext): Promise<Outputs> {
  const parsed = parseBaseReference(values.image);
  if ('fault' in parsed) {
    const place = { key: context.spell('image') };
    throw new InputError('BAD_INPUT', [{ message: parsed.fault, place }]);
  }
  const reference = parsed.value;
  const reading = values.engine
    ? await readFromEngine(values, context)
    : await readFromStore(values, reference, context);
  const facts = baseFacts(reading.image);
  const checks = [...checkBase(values.image, facts), ...reading.more(facts)];
  const outputs = outputsOf(reference, reading.image, values['base-registry-username']);
  context.answer({
    name: 'checks',
    text: checks.map(lineOf).join('\n'),
    data: checks.map(({ id, level, message }) => ({ id, level, message })),
  });
  const faults = checks.filter((check) => check.level === 'fault');
  if (faults.length === 0) return outputs;
  const ids = faults.map((check) => check.id).join(', ');
  throw new StepFailed(`${values.image} cannot be a base image: see ${ids}`, outputs);
}

function lineOf({ id, level, message }: BaseCheck): string {
  return `${level.padEnd('warning'.length)}  ${id.padEnd('distribution'.length)}  ${message}`;
}

function outputsOf(
  { location }: ImageReference,
  { digest }: ReadImage,
  username: string | undefined,
): Outputs {
  const name = formatLocation(location);
  const image = digest === undefined ? {} : { 'base-image': `${name}@${digest}` };
  if (location.kind === 'layout') return image;
  return {
    ...image,
    'base-registry': location.host,
    'login-command': loginCommand(location.host, username),
  };
}

/** The password is no part of it: docker asks for it, or reads it from standard input. */
function loginCommand(host: string, username: string | undefined): string {
  const isPlain = username !== undefined && /^[\w.@-]+$/.test(username);
  return `docker login ${host}${isPlain ? ` --username ${username} --password-stdin` : ''}`;
}
