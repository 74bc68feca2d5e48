import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { GeneratedFiles } from './generated-files.ts';

/** Paths whose file is missing or differs. */
export async function differingFiles(root: string, files: GeneratedFiles): Promise<string[]> {
  const differing: string[] = [];
  for (const [path, wanted] of files) {
    const there = await readFile(join(root, path)).catch(() => undefined);
    if (there === undefined || !there.equals(Buffer.from(wanted))) differing.push(path);
  }
  return differing.toSorted();
}

/** Writes the files, and nothing that is there already. */
export async function writeFiles(root: string, files: GeneratedFiles): Promise<string[]> {
  const differing = await differingFiles(root, files);
  for (const path of differing) {
    const content = files.get(path);
    if (content === undefined) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return differing;
}

/** All files below a folder, as paths below `root` with forward slashes; [] without the folder. */
export async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
}
