import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { projectRoot } from '@package-model/tooling/machine/machine';
import type { Bench } from './bench.ts';

/** What starts are compared with, and how much less ours must take. */
export type Anchor = { readonly name: string; readonly file: string; readonly atLeast: number };

/**
 * An action of others: PACKAGE_MODEL_ANCHOR names the bundle of docker/build-push-action
 * (dist/index.cjs of a checkout). Without it @actions/core alone is bundled here, which is the least
 * that such actions load.
 */
export async function openAnchor(bench: Bench): Promise<Anchor> {
  const named = process.env['PACKAGE_MODEL_ANCHOR'] ?? '';
  if (named !== '') {
    return { name: 'docker/build-push-action', file: resolve(named), atLeast: 3 };
  }
  bench.say('PACKAGE_MODEL_ANCHOR names no bundle: starts are compared with @actions/core alone.');
  const source = join(bench.folder, 'core-alone.mjs');
  const file = join(bench.folder, 'core-alone-bundle.mjs');
  const core = JSON.stringify(join(projectRoot, 'node_modules/@actions/core/lib/core.js'));
  const text = `import * as core from ${core};\ntry { core.getInput('image', { required: true }); } catch (error) { core.setFailed(error); }\nglobalThis.core = core;\n`;
  await writeFile(source, text);
  const build = await rolldown({ input: source, cwd: projectRoot, platform: 'node' });
  await build.write({ file, format: 'esm', minify: true, codeSplitting: false });
  await build.close();
  return { name: '@actions/core alone', file, atLeast: 1 };
}
