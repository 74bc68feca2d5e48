import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { differingFiles, filesBelow, writeFiles } from './compare-files.ts';
import { licensesText } from './licenses.ts';
import { sharedEntries, taskEntries } from './entries.ts';
import { surfaces } from './surfaces.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folders = ['dist', ...surfaces.map(({ task }) => `tasks/${task}/dist`)];
const files = await builtFiles();

if (process.argv.includes('--check')) {
  const there = (await Promise.all(folders.map((folder) => filesBelow(root, folder)))).flat();
  const extra = there.filter((path) => !files.has(path));
  const differing = [...(await differingFiles(root, files)), ...extra].toSorted();
  for (const path of differing) console.error(`differs from a fresh build: ${path}`);
  if (differing.length > 0) {
    console.error('run npm run build and commit the result');
    process.exitCode = 1;
  }
} else {
  for (const folder of folders) await rm(join(root, folder), { recursive: true, force: true });
  await writeFiles(root, files);
  console.log(`wrote ${files.size} files to ${folders.length} folders`);
}

/** The command line and the actions share chunks; each task has its own, as it travels alone. */
async function builtFiles(): Promise<Map<string, string>> {
  const built = await bundleInto('dist', sharedEntries());
  for (const surface of surfaces) {
    const files = await bundleInto(`tasks/${surface.task}/dist`, taskEntries(surface));
    for (const file of files) built.set(...file);
  }
  return built;
}

async function bundleInto(
  folder: string,
  entries: Readonly<Record<string, string>>,
): Promise<Map<string, string>> {
  const { files, modules } = await bundle(entries, root);
  const placed = [...files].map(([name, { code }]) => [`${folder}/${name}`, code] as const);
  return new Map([
    ...placed,
    [`${folder}/package.json`, '{ "type": "module" }\n'],
    [`${folder}/licenses.txt`, await licensesText(modules)],
  ]);
}
