import { readFile } from 'node:fs/promises';
import { rolldown } from 'rolldown';
import type { OutputChunk, Plugin } from 'rolldown';

/** A bundle: files by name below its folder, and the modules that are in it. */
export type Bundle = {
  readonly files: ReadonlyMap<string, BundledFile>;
  readonly modules: ReadonlySet<string>;
};

export type BundledFile = {
  readonly code: string;
  /** Files that are loaded with it; lazy ones are not among them. */
  readonly imports: readonly string[];
  /** Source files in it. */
  readonly modules: readonly string[];
};

/** Packages that do nothing when they are loaded and do not say so: what is not used of them goes. */
const WITHOUT_EFFECTS = /node_modules\/(@actions\/(core|http-client|exec|io)|undici|tunnel)\//;

const SECOND = '?signing';

/**
 * The runner's library a second time for what signs, which asks for tokens by it: shared, the part for
 * outputs would bring the HTTP client into every run.
 */
const libraryForSigning: Plugin = {
  name: 'library-for-signing',
  async resolveId(source, importer) {
    if (source !== '@actions/core' || importer?.includes('/@actions/attest/') !== true) return null;
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found === null ? null : { ...found, id: found.id + SECOND };
  },
  async load(id) {
    if (!id.endsWith(SECOND)) return null;
    return { code: await readFile(id.slice(0, -SECOND.length), 'utf8'), moduleType: 'js' };
  },
};

/** Bundles entries (name → source file) as minified ES modules for Node 20 with shared chunks. */
export async function bundle(
  entries: Readonly<Record<string, string>>,
  root: string,
): Promise<Bundle> {
  const build = await rolldown({
    input: { ...entries },
    cwd: root,
    platform: 'node',
    plugins: [libraryForSigning],
    // jsonc-parser's CommonJS half is UMD, which no bundler can follow.
    resolve: { mainFields: ['module', 'main'] },
    transform: { target: 'node20' },
    treeshake: { moduleSideEffects: [{ test: WITHOUT_EFFECTS, sideEffects: false }] },
    onLog(level, log) {
      if (level === 'warn') throw new Error(`rolldown: ${log.message}`);
    },
  });
  const { output } = await build.generate({
    format: 'esm',
    minify: true,
    comments: { legal: false, annotation: false, jsdoc: false },
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  });
  await build.close();
  const chunks = output.filter((part): part is OutputChunk => part.type === 'chunk');
  return {
    files: new Map(
      chunks.map(({ fileName, code, imports, moduleIds }) => [
        fileName,
        { code, imports, modules: moduleIds },
      ]),
    ),
    modules: new Set(chunks.flatMap((chunk) => chunk.moduleIds)),
  };
}
