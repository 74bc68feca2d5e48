import { normalize } from 'node:path';
import type { Fault } from '@package-model/core/errors';
import * as z from 'zod/mini';
import { textSchema } from './define.ts';
import { cases, type CasesSource } from './smoke.ts';
import type { Input, InputTable } from '../step.ts';

const record = {
  kind: 'path',
  group: 'smoke-test',
  description:
    'Where to write what the service answered, as cases that expect just that (YAML or JSON, by the ending): for review, then to be used as cases.',
  schema: z.optional(
    textSchema<string>((text) =>
      /\.(json|ya?ml)$/i.test(text)
        ? { value: text }
        : { fault: `"${text}" must end in .json, .yaml or .yml` },
    ),
  ),
  example: 'smoke/recorded.yaml',
} as const satisfies Input;

/** A recording never takes the place of the cases that are its source. */
export function recordFaults(
  values: { readonly cases?: CasesSource | undefined; readonly record?: string | undefined },
  spell: (inputName: string) => string,
): readonly Fault[] {
  const { cases: given, record: path } = values;
  if (path === undefined || given?.kind !== 'file') return [];
  if (normalize(given.path) !== normalize(path)) return [];
  const message = `would overwrite the cases themselves; name another file, look at it, then use it`;
  return [{ message, place: { key: spell('record') } }];
}

/** What is asked of the service. */
export const caseInputs = { cases, record } as const satisfies InputTable;
