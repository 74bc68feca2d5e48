import * as z from 'zod/mini';
import { compareCodeUnits } from '../canonical-json.ts';
import type { Place } from '../errors.ts';
import { refuse } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { parseDigest } from '../oci/digest.ts';
import type { KeyPath } from './key-path.ts';
import { formatKeyPath } from './key-path.ts';
import type { Plan } from './plan.ts';
import { planPatterns } from './plan-patterns.ts';
import { faultsOf } from './schema-faults.ts';
import { isVariableName, isVariableValue } from './variables.ts';

/** A plan from JSON, every part checked; InputError BAD_FILE names each wrong key. */
export function parsePlan(
  value: unknown,
  placeOf: (path: KeyPath) => Place = (path) => ({ file: 'plan.json', key: formatKeyPath(path) }),
): Plan {
  const result = z.safeParse(planSchema(), value);
  if (!result.success) refuse('BAD_FILE', faultsOf(result.error.issues, value, placeOf));
  return ordered(result.data as Plan);
}

function ordered(plan: Plan): Plan {
  const { environment } = plan;
  return {
    ...plan,
    environment: { ...environment, variables: byName(environment.variables) },
    variables: byName(plan.variables),
    labels: byName(plan.labels),
  };
}

/** The same members, ordered by code unit, as every rendering writes them. */
export function byName(members: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(members).toSorted(([a], [b]) => compareCodeUnits(a, b)));
}

function planSchema() {
  const { regex, optional, strictObject, string, array, boolean, record, refine } = z;
  const digest = z.custom<Digest>(isDigest);
  const sizeBytes = z.int().check(z.nonnegative());
  const path = string().check(refine(isCodePath));
  const pairs = record(string(), string()).check(
    refine((members) => Object.values(members).every(isVariableValue)),
  );
  const variables = pairs.check(refine((members) => Object.keys(members).every(isVariableName)));
  const descriptor = strictObject({
    mediaType: string(),
    digest,
    size: sizeBytes,
    annotations: optional(record(string(), string())),
    artifactType: optional(string()),
    platform: optional(
      strictObject({ os: string(), architecture: string(), variant: optional(string()) }),
    ),
  });
  const model = strictObject({
    name: string().check(regex(planPatterns.modelName)),
    version: string().check(regex(planPatterns.modelVersion)),
    reference: string(),
    layers: array(descriptor),
  });
  const environment = strictObject({
    baseImage: string().check(regex(planPatterns.image)),
    platform: strictObject({ os: string(), architecture: string() }),
    pip: array(string().check(regex(planPatterns.line))),
    apt: array(string().check(regex(planPatterns.apt))),
    pythonVersion: optional(string().check(regex(planPatterns.pythonVersion))),
    userManaged: boolean(),
    interpreterPath: optional(string().check(regex(planPatterns.interpreter))),
    variables,
  });
  const file = strictObject({ path, sizeBytes, digest, executable: boolean() });
  return strictObject({
    schemaVersion: z.literal(1),
    models: array(model),
    environment,
    code: strictObject({
      directory: string().check(regex(planPatterns.directory)),
      entryScript: path,
      files: array(file),
    }),
    variables,
    labels: pairs,
    port: z.int().check(z.minimum(1), z.maximum(65_535)),
  });
}

function isDigest(value: unknown): boolean {
  return typeof value === 'string' && parseDigest(value) !== undefined;
}

function isCodePath(text: string): boolean {
  return (
    isVariableValue(text) &&
    !text.includes('\\') &&
    text.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}
