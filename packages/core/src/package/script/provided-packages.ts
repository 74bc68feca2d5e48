import { normalizeName, parsePipLine } from '../environment/pip-requirement.ts';
import { pypiNames } from '../environment/conda-names.ts';
import { parseCondaSpec } from '../environment/conda-spec.ts';
import type { Environment } from '../plan/plan.ts';
import { distributionsOf } from './import-names.ts';
import { knownDependencies } from './known-dependencies.ts';

/** The packages of an environment, as far as its files tell. */
export type ProvidedPackages = {
  /** Whether one of them brings the module, by its full dotted name. */
  brings(module: string): boolean;
  /** Whether this distribution is among them. */
  has(distribution: string): boolean;
};

/** Every virtual environment has these. */
const ALWAYS = ['pip', 'setuptools', 'wheel'];

/**
 * What an environment provides; undefined when that cannot be told: the base image's own packages
 * are used, steps of the user's install more, or a URL has no name.
 */
export function providedPackages(environment: Environment): ProvidedPackages | undefined {
  const { pip, conda, extraSteps, baseDockerfile } = environment;
  if (pip.length === 0 && conda === undefined) return undefined;
  if (extraSteps !== undefined || baseDockerfile !== undefined) return undefined;
  if (conda?.base !== undefined) return undefined;
  const names = pip.map(nameOf);
  if (!names.every((name) => name !== undefined)) return undefined;
  const all = closure([...ALWAYS, ...names, ...(conda?.dependencies ?? []).flatMap(condaNames)]);
  return {
    has: (distribution) => all.has(normalizeName(distribution)),
    brings: (module) => candidatesOf(module).some((name) => all.has(name)),
  };
}

/** The distribution to recommend for what is imported of a module. */
export function recommended(module: string, names: readonly string[]): string {
  const [root = module] = module.split('.');
  const candidates = [...names.map((name) => `${module}.${name}`), module, root];
  const listed = candidates.flatMap((candidate) => distributionsOf[candidate] ?? []);
  return listed[0] ?? normalizeName(root);
}

function nameOf(line: string): string | undefined {
  const parsed = parsePipLine(line);
  return parsed.kind === 'requirement' || parsed.kind === 'url' ? parsed.name : undefined;
}

function condaNames(spec: string): string[] {
  const name = parseCondaSpec(spec)?.name;
  if (name === undefined) return [];
  const mapped = Object.hasOwn(pypiNames, name) ? pypiNames[name] : undefined;
  return [normalizeName(name), ...(mapped === undefined ? [] : [normalizeName(mapped)])];
}

function closure(names: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  const left = [...names];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (all.has(name)) continue;
    all.add(name);
    left.push(...(knownDependencies[name] ?? []));
  }
  return all;
}

/** Distributions that may bring a module: those of the table, else those of the same name. */
function candidatesOf(module: string): string[] {
  const parts = module.split('.');
  const starts = parts.map((_, index) => parts.slice(0, index + 1));
  return starts.flatMap((start) => {
    const listed = distributionsOf[start.join('.')];
    if (listed !== undefined) return listed;
    const name = normalizeName(start.join('-'));
    return [name, `python-${name}`, `py${name}`, `${name}-python`];
  });
}
