import type { Finding } from './finding.ts';
import type { ImportFact, ScriptFacts } from './look-facts.ts';
import type { LocalModules } from './local-modules.ts';
import type { ProvidedPackages } from './provided-packages.ts';

/** A file of the code that imports reach, and how messages name it. */
export type ReachedFile = { readonly facts: ScriptFacts; readonly shownAs: string };

export type ImportContext = {
  readonly files: readonly ReachedFile[];
  readonly standard: ReadonlySet<string>;
  readonly local: LocalModules;
  /** Undefined where it cannot be known: the base image brings its own packages. */
  readonly provided: ProvidedPackages | undefined;
  /** What the Python that was asked can find, when that is the image's own. */
  readonly installed?: ReadonlySet<string>;
};

/** An import that nothing provides. */
export type MissingImport = {
  /** The first part of the module's name. */
  readonly root: string;
  readonly fact: ImportFact;
  readonly file: string;
};

/**
 * Imports of the reached files that neither Python, the code nor the environment provides; where
 * the environment is not known, all that neither Python nor the code does.
 */
export function missingImports(context: ImportContext): MissingImport[] {
  const missing = new Map<string, MissingImport>();
  for (const { facts, shownAs } of context.files) {
    for (const fact of facts.imports) {
      const [root = ''] = fact.module.split('.');
      if (fact.level > 0 || fact.guarded || root === '' || missing.has(root)) continue;
      if (isProvided(fact, root, context)) continue;
      missing.set(root, { root, fact, file: shownAs });
    }
  }
  return [...missing.values()];
}

function isProvided(fact: ImportFact, root: string, context: ImportContext): boolean {
  const { standard, local, provided, installed } = context;
  if (standard.has(root) || local.has(root)) return true;
  if (broughtWithImage(fact.module, fact.names)) return true;
  if (installed !== undefined) return installed.has(root);
  if (provided === undefined) return false;
  const names = fact.names.map((name) => `${fact.module}.${name}`);
  return [fact.module, ...names].some((module) => provided.brings(module));
}

/** What the server itself answers for, and what the compatibility package is asked about. */
function broughtWithImage(module: string, names: readonly string[]): boolean {
  if (module === 'azureml') return names.every((name) => name === 'core' || name === 'contrib');
  return /^azureml\.(core|contrib\.services)(\.|$)/.test(module);
}

/** Where the packages of an image come from, for what to do about a missing one. */
export type PackageOrigin =
  | { readonly kind: 'base'; readonly image: string }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'nothing' };

/** What to say of an import that nothing provides. */
export function missingFinding(
  { root, fact, file }: MissingImport,
  origin: PackageOrigin,
  distribution: string,
): Finding {
  const { line, column, module } = fact;
  // Many distributions share these first parts.
  const name = root === 'azure' || root === 'google' ? module : root;
  const when = fact.nested ? 'when this line is reached' : 'at start';
  const { where, remedy } = saidOf(origin, distribution);
  const message = `nothing in ${where} provides ${name}, so that the import fails ${when}; ${remedy}`;
  return { id: 'module-missing', severity: 'warning', message, place: { file, line, column } };
}

function saidOf(origin: PackageOrigin, distribution: string) {
  switch (origin.kind) {
    case 'base':
      return { where: origin.image, remedy: `install ${distribution} in that image` };
    case 'file':
      return { where: origin.file, remedy: `add ${distribution} to its pip section` };
    case 'nothing':
      return { where: 'the environment', remedy: `list ${distribution} in a conda file` };
    default:
      return origin satisfies never;
  }
}
