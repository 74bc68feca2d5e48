import { join } from 'node:path';
import { mustRunCli } from './cli.ts';
import { testDocker } from './engine.ts';
import { writeProject } from './project.ts';
import type { ProjectParts } from './project.ts';
import { ensureServerBase } from './server-base.ts';
import { copyStores } from './stores.ts';

/** Where the images of the prepared projects are, below each project. */
export const imagesFolder = 'images';

/** Makes projects that share one environment image: same lock file, same digest. */
export type PreparedProjects = {
  /** A project in a folder of its own, with nothing registered yet. */
  create(name: string, parts?: ProjectParts): Promise<string>;
  /** A folder with nothing but that image and its lock file. */
  createEmpty(name: string): Promise<string>;
};

/** Has the environment image imported and pinned once, by another model's build. */
export async function prepareProjects(folder: string): Promise<PreparedProjects> {
  await ensureServerBase();
  const first = join(folder, 'preparation');
  await writeProject(first);
  const registry = ['--model-registry', 'dir:preparation-models'];
  const at = { cwd: first };
  const { 'model-id': model = '' } = await mustRunCli(
    ['register-model', '--model-name', 'other', '--model-path', 'model/factor.json', ...registry],
    at,
  );
  const config = ['--inference-config', 'inferenceconfig.json'];
  await mustRunCli(['package-model', '--model', model, ...config, ...registry], at);
  const image = ['--image', `dir:${imagesFolder}`, '--docker', testDocker()];
  await mustRunCli(['build-image', '--package-path', '.package', ...image], at);
  const createEmpty = async (name: string): Promise<string> => {
    const project = join(folder, name);
    await copyStores(first, project, [imagesFolder]);
    return project;
  };
  return {
    async create(name, parts = {}) {
      await writeProject(join(folder, name), parts);
      return createEmpty(name);
    },
    createEmpty,
  };
}
