import path from 'node:path';
import { open, realpath, stat } from 'node:fs/promises';
import { compareCodeUnits } from '../../canonical-json.ts';
import { refuse } from '../../errors.ts';
import { readDockerIgnore } from '../code/docker-ignore.ts';
import { visitFolder } from '../code/walk.ts';
import type { Found, Walk } from '../code/walk.ts';
import { readTextFile } from '../config/text-file.ts';

/** The folder that a Dockerfile is built with, `.dockerignore` obeyed. Paths have `/`. */
export type BuildContext = {
  readonly files: ReadonlyMap<string, Found>;
  /** Scripts whose lines end the way of Windows. */
  readonly windowsScripts: ReadonlySet<string>;
};

/** Lists a context. InputError names links that leave it, devices and names no image can hold. */
export async function openContext(
  folder: string,
  shown: (file: string) => string,
): Promise<BuildContext> {
  const ignoreFile = path.join(folder, '.dockerignore');
  const hasIgnore = (await stat(ignoreFile).catch(() => undefined))?.isFile() === true;
  const walk: Walk = {
    root: await realpath(folder),
    rules: hasIgnore
      ? readDockerIgnore({
          text: await readTextFile(ignoreFile, shown(ignoreFile)),
          file: shown(ignoreFile),
        })
      : undefined,
    found: new Map(),
    leftOut: { files: 0, folders: 0 },
    faults: [],
  };
  await visitFolder({ folder, prefix: '', inner: '', above: [] }, walk);
  refuse('BAD_INPUT', walk.faults);
  const entries = [...walk.found].toSorted(([a], [b]) => compareCodeUnits(a, b));
  const windowsScripts = new Set<string>();
  for (const [name, { file }] of entries) {
    if (await hasWindowsLines(name, file)) windowsScripts.add(name);
  }
  return { files: new Map(entries), windowsScripts };
}

/** Files of the context that a source of COPY means: one, all below a folder, or by a pattern. */
export function filesOfSource(source: string, context: Pick<BuildContext, 'files'>): string[] {
  const names = [...context.files.keys()];
  const clean = cleanSource(source);
  if (clean === '.') return names;
  if (clean.startsWith('../')) return [];
  const below = names.filter((name) => name === clean || name.startsWith(`${clean}/`));
  if (below.length > 0 || !/[*?[\\]/.test(clean) || /^[!#]/.test(clean)) return below;
  const rules = readDockerIgnore({ text: clean, file: 'Dockerfile' });
  return names.filter((name) => rules.leavesOut(name, 'file') !== undefined);
}

/** A source of COPY without `./`, doubled slashes and the slash at either end. */
export function cleanSource(source: string): string {
  const clean = path.posix.normalize(source.replace(/^\/+/, '')).replace(/(?<=.)\/$/, '');
  return clean === '' ? '.' : clean;
}

const HEAD_BYTES = 4096;

async function hasWindowsLines(name: string, file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    return head.includes('\r\n') && (head.startsWith('#!') || /\.(?:sh|bash)$/.test(name));
  } finally {
    await handle.close();
  }
}
