import * as z from 'zod/mini';
import { compareCodeUnits } from '../../canonical-json.ts';
import type { Place } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import type { Digest } from '../../oci/digest.ts';
import { parseDigest } from '../../oci/digest.ts';
import type { KeyPath } from '../config/key-path.ts';
import { formatKeyPath } from '../config/key-path.ts';
import type { Plan } from './plan.ts';
import { planPatterns } from './plan-patterns.ts';
import { faultsOf } from '../config/schema-faults.ts';
import { isVariableName, isVariableValue } from '../inference/variables.ts';

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

function condaSchema() {
  return z.strictObject({
    channels: z.array(z.string().check(z.regex(planPatterns.channel))),
    dependencies: z.array(z.string().check(z.regex(planPatterns.condaSpec))),
    base: z.optional(z.string().check(z.regex(planPatterns.interpreter))),
    cuda: z.optional(z.string().check(z.regex(planPatterns.pythonVersion))),
  });
}

function planSchema() {
  const digest = z.custom<Digest>(isDigest);
  const sizeBytes = z.int().check(z.nonnegative());
  const path = z.string().check(z.refine(isCodePath));
  const pairs = z
    .record(z.string(), z.string())
    .check(z.refine((members) => Object.values(members).every(isVariableValue)));
  const variables = pairs.check(z.refine((members) => Object.keys(members).every(isVariableName)));
  const model = modelSchema();
  const file = z.strictObject({ path, sizeBytes, digest, executable: z.boolean() });
  const link = z.strictObject({ path, target: z.string().check(z.startsWith('/')) });
  const environment = z.strictObject({
    baseImage: z.string().check(z.regex(planPatterns.image)),
    platform: z.strictObject({ os: z.string(), architecture: z.string() }),
    pip: z.array(z.string().check(z.regex(planPatterns.line))),
    apt: z.array(z.string().check(z.regex(planPatterns.apt))),
    pythonVersion: z.optional(z.string().check(z.regex(planPatterns.pythonVersion))),
    userManaged: z.boolean(),
    interpreterPath: z.optional(z.string().check(z.regex(planPatterns.interpreter))),
    installInto: z.optional(z.string().check(z.regex(planPatterns.interpreter))),
    serverFrom: z.optional(z.literal('base')),
    manager: z.optional(z.enum(['pip', 'uv', 'conda', 'micromamba', 'rattler'])),
    conda: z.optional(condaSchema()),
    constraints: z.optional(z.array(z.string().check(z.regex(planPatterns.line)))),
    files: z.optional(z.array(file)),
    extraSteps: z.optional(z.string()),
    baseDockerfile: z.optional(z.string()),
    baseContext: z.optional(z.array(file)),
    variables,
  });
  return z.strictObject({
    schemaVersion: z.literal(1),
    models: z.array(model),
    modelLayout: z.optional(
      z.strictObject({ kind: z.enum(['linked', 'copied']), why: z.string() }),
    ),
    modelLinks: z.optional(z.array(link)),
    baseLayout: z.optional(z.string()),
    environment,
    code: z.strictObject({
      directory: z.string().check(z.regex(planPatterns.directory)),
      entryScript: path,
      files: z.array(file),
    }),
    variables,
    labels: pairs,
    port: z.int().check(z.minimum(1), z.maximum(65_535)),
  });
}

function modelSchema() {
  const digest = z.custom<Digest>(isDigest);
  const sizeBytes = z.int().check(z.nonnegative());
  const descriptor = z.strictObject({
    mediaType: z.string(),
    digest,
    size: sizeBytes,
    annotations: z.optional(z.record(z.string(), z.string())),
    artifactType: z.optional(z.string()),
    platform: z.optional(
      z.strictObject({ os: z.string(), architecture: z.string(), variant: z.optional(z.string()) }),
    ),
  });
  return z.strictObject({
    name: z.string().check(z.regex(planPatterns.modelName)),
    version: z.string().check(z.regex(planPatterns.modelVersion)),
    reference: z.string(),
    layers: z.array(descriptor),
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
