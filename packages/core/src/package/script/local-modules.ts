import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CodeListing } from '../code/code.ts';
import type { LookFile } from './python.ts';

/** Modules that the image's code itself brings, by the first part of their names. */
export type LocalModules = { has(root: string): boolean };

const MAX_FILES = 100;
const MAX_BYTES = 2 * 1024 * 1024;

/**
 * What the scoring server's path makes importable of the code: what lies in the app root and what
 * lies in the source directory; not what lies beside an entry script further down.
 */
export function localModules({ code }: Pick<CodeListing, 'code'>): LocalModules {
  const roots = new Set<string>();
  for (const { path: file } of code.files) {
    roots.add(rootOf(file));
    if (code.directory !== '' && file.startsWith(`${code.directory}/`)) {
      roots.add(rootOf(file.slice(code.directory.length + 1)));
    }
  }
  return { has: (root) => roots.has(root) };
}

function rootOf(file: string): string {
  const [first = '', ...rest] = file.split('/');
  return rest.length > 0
    ? first
    : first.replace(/\.(py|pyc|so|abi3\.so)$|\.cpython-[^.]+\.so$/, '');
}

/** The Python files of the code with their bytes, the entry script first; a bounded number. */
export async function pythonFiles({ code, sources }: CodeListing): Promise<LookFile[]> {
  const scripts = code.files
    .filter((file) => file.path.endsWith('.py') && file.path !== code.entryScript)
    .toSorted((a, b) => depthOf(a.path) - depthOf(b.path));
  const entry = code.files.filter((file) => file.path === code.entryScript);
  const found: LookFile[] = [];
  let total = 0;
  for (const { path: name, sizeBytes } of [...entry, ...scripts].slice(0, MAX_FILES)) {
    const source = sources.get(name);
    total += sizeBytes;
    if (source === undefined || total > MAX_BYTES) continue;
    const bytes = source.kind === 'text' ? Buffer.from(source.text) : await readFile(source.path);
    found.push({ name, bytes });
  }
  return found;
}

function depthOf(file: string): number {
  return file.split('/').length;
}

/** The code path of the file that an import of this name loads, when it is one of these. */
export function fileOfModule(module: string, names: ReadonlySet<string>, directory: string) {
  const below = module.replaceAll('.', '/');
  const roots = directory === '' ? [''] : ['', `${directory}/`];
  const candidates = roots.flatMap((root) => [`${root}${below}.py`, `${root}${below}/__init__.py`]);
  return candidates.find((candidate) => names.has(candidate));
}

/** A module or package of this name in one of the folders, in their order. */
export async function findOutside(
  root: string,
  folders: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    const file = path.join(folder, `${root}.py`);
    if ((await stat(file).catch(() => undefined))?.isFile() === true) return file;
    const init = path.join(folder, root, '__init__.py');
    if ((await stat(init).catch(() => undefined))?.isFile() === true) return path.dirname(init);
  }
  return undefined;
}
