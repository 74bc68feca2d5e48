import type { ImportFact, LookAnswer, ScriptFacts, Unreadable } from './look-facts.ts';
import { fileOfModule } from './local-modules.ts';

/** The entry script and what its imports reach of the code; the rest is not what the server runs. */
export type ReachedFiles = {
  readonly readable: readonly ScriptFacts[];
  readonly unreadable: readonly Unreadable[];
};

/** Follows the imports from the entry script through the code. */
export function reachedFiles(
  { files }: LookAnswer,
  code: { readonly entryScript: string; readonly directory: string },
): ReachedFiles {
  const byName = new Map(files.map((file) => [file.name, file]));
  const names = new Set(byName.keys());
  const reached = new Set([code.entryScript]);
  const readable: ScriptFacts[] = [];
  const unreadable: Unreadable[] = [];
  // A set that grows while it is walked gives what was added too.
  for (const name of reached) {
    const file = byName.get(name);
    if (file === undefined) continue;
    if ('error' in file) {
      unreadable.push(file);
      continue;
    }
    readable.push(file);
    for (const module of file.imports.flatMap((fact) => modulesOf(fact, name))) {
      const found = fileOfModule(module, names, code.directory);
      if (found !== undefined) reached.add(found);
    }
  }
  return { readable, unreadable };
}

/** Every module that an import loads: its packages, itself, and names that may be modules. */
function modulesOf({ module, level, names }: ImportFact, file: string): string[] {
  const folder = file.split('/').slice(0, -level).join('.');
  const whole = level === 0 ? module : [folder, module].filter((part) => part !== '').join('.');
  const parts = whole === '' ? [] : whole.split('.');
  const packages = parts.map((_, index) => parts.slice(0, index + 1).join('.'));
  const members = names.filter((name) => name !== '*');
  return [...packages, ...members.map((name) => [...parts, name].join('.'))];
}
