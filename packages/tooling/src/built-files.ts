import { bundle } from './bundle.ts';
import { sharedEntries, taskEntries } from './entries.ts';
import type { Entries } from './entries.ts';
import { licensesText } from './licenses.ts';
import { surfaces } from './surfaces.ts';

/** Bundles as paths below the repository with their text. */
export type BuiltFiles = Map<string, string>;

/** The command line and the actions share chunks; each task has its own, as it travels alone. */
export async function builtFiles(root: string): Promise<BuiltFiles> {
  const shared = await bundleInto('dist', sharedEntries(), root);
  return new Map([...shared, ...(await builtTasks(root))]);
}

/** The bundles of the Azure Pipelines tasks alone. */
export async function builtTasks(root: string): Promise<BuiltFiles> {
  const built: BuiltFiles = new Map();
  for (const surface of surfaces) {
    const files = await bundleInto(`tasks/${surface.task}/dist`, taskEntries(surface), root);
    for (const file of files) built.set(...file);
  }
  return built;
}

async function bundleInto(folder: string, entries: Entries, root: string): Promise<BuiltFiles> {
  const { files, modules } = await bundle(entries, root);
  const placed = [...files].map(([name, { code }]) => [`${folder}/${name}`, code] as const);
  return new Map([
    ...placed,
    [`${folder}/package.json`, '{ "type": "module" }\n'],
    [`${folder}/licenses.txt`, await licensesText(modules)],
  ]);
}
