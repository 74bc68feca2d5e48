import { chainInputs } from './chain/inputs.ts';
import type { InputTable } from './step.ts';

/**
 * Inputs that do not belong into a file beside the model: what one run is told, and what decides
 * which programs and images are trusted, as a change to the file may come from anyone. Secrets do
 * not either, nor does what one surface alone has.
 */
const notInFile = new Set([
  'model-yaml',
  'dry-run',
  'push',
  'load',
  'model',
  'docker',
  'builder',
  'buildx-url',
  'environment-trust',
  'test-files',
  'keep-on-failure',
  'record',
]);

/** Inputs that say where something goes or comes from that others own. */
export const targets: ReadonlySet<string> = new Set([
  'image',
  'model-registry',
  'tags',
  'baseline',
]);

/** Keys that are shorter in model.yaml than as inputs, or stand in a group. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['model-name', 'name'],
  ['model-path', 'path'],
  ['model-description', 'description'],
  ['model-framework', 'framework'],
  ['model-framework-version', 'framework-version'],
  ['cases', 'smoke-test.cases'],
  ['checks', 'smoke-test.checks'],
  ['start-timeout', 'smoke-test.start-timeout'],
  ['request-timeout', 'smoke-test.request-timeout'],
  ['baseline', 'smoke-test.baseline'],
  ['max-drift', 'smoke-test.max-drift'],
  ['profile', 'smoke-test.profile'],
  ['profile-budget', 'smoke-test.profile-budget'],
  ['profile-max-latency-ms', 'smoke-test.profile-max-latency-ms'],
  ['profile-into', 'smoke-test.profile-into'],
  ['deployment-config', 'smoke-test.deployment-config'],
  ['cpu', 'smoke-test.cpu'],
  ['memory', 'smoke-test.memory'],
  ['gpus', 'smoke-test.gpus'],
  ['test-variables', 'smoke-test.variables'],
  ['isolated', 'smoke-test.isolated'],
]);

const table: InputTable = chainInputs;

/** An input under its key in model.yaml, or a group of keys. */
export type ModelYamlKey =
  { readonly kind: 'input'; readonly name: string } | { readonly kind: 'group' };

/** Each key of model.yaml (`smoke-test.cases`) with the chain's input that it gives. */
export function modelYamlEntries(): { readonly key: string; readonly name: string }[] {
  return Object.entries(table)
    .filter(([name, input]) => !notInFile.has(name) && input.secret !== true && !input.only)
    .map(([name]) => ({ key: renamed.get(name) ?? name, name }));
}

/** All keys, groups among them. */
export function modelYamlKeys(): string[] {
  return [...new Set(modelYamlEntries().flatMap(({ key }) => [...groupsOf(key), key]))];
}

/** What a key gives; undefined for one that model.yaml does not know. */
export function inputOfModelYaml(key: string): ModelYamlKey | undefined {
  const entries = modelYamlEntries();
  const found = entries.find((entry) => entry.key === key);
  if (found !== undefined) return { kind: 'input', name: found.name };
  return entries.some((entry) => groupsOf(entry.key).includes(key)) ? { kind: 'group' } : undefined;
}

function groupsOf(key: string): string[] {
  const dot = key.lastIndexOf('.');
  return dot < 0 ? [] : [key.slice(0, dot)];
}
