import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtFiles } from './built-files.ts';
import { differingFiles, filesBelow, writeFiles } from './compare-files.ts';
import { surfaces } from './surfaces.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folders = ['dist', ...surfaces.map(({ task }) => `tasks/${task}/dist`)];
const files = await builtFiles(root);

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
