import { cp, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatFault, InputError } from '@package-model/core/errors';
import type { ModelVersion } from '@package-model/core/model/types';
import { digestOf } from '@package-model/core/oci/digest';
import { readInferenceConfig } from '@package-model/core/package/inference/inference-config';
import { createPlan } from '@package-model/core/package/plan/create-plan';
import type { Plan } from '@package-model/core/package/plan/plan';
import { onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import { recordingLog } from '../recording-log.ts';

export const projectsFolder = path.resolve(import.meta.dirname, '../../../../fixtures/projects');

const projectSchema = z.strictObject({
  /** What the project shows, as a sentence about behaviour. */
  about: z.string(),
  /** The configurations to read one after the other, from the working directory. */
  configs: z.array(z.string()),
  /** Where the call is made, from the repository's root; its root when absent. */
  workingDirectory: z.optional(z.string()),
  /** `name:version` of the registered models; one when absent. */
  models: z.optional(z.array(z.string())),
  /** The input base-image. */
  baseImage: z.optional(z.string()),
});

export type Project = z.output<typeof projectSchema> & { readonly name: string };

/** How a project is called. */
export async function readProject(name: string): Promise<Project> {
  const text = await readFile(path.join(projectsFolder, name, 'project.json'), 'utf8');
  return { name, ...projectSchema.parse(JSON.parse(text)) };
}

/** What comes of one configuration: a plan or the faults, and what was said on the way. */
type Outcome = {
  readonly faults?: readonly string[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly plan?: unknown;
};

/** Plans a copy of the project as a user would, once per configuration. */
export async function runProject(project: Project): Promise<Record<string, Outcome>> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'project-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const source = path.join(projectsFolder, project.name);
  await cp(source, folder, { recursive: true, verbatimSymlinks: true });
  const repository = path.join(folder, 'repo');
  await mkdir(path.join(repository, '.git'));
  const outcomes: Record<string, Outcome> = {};
  for (const config of project.configs) {
    outcomes[config] = await planOne(project, config, repository);
  }
  return outcomes;
}

async function planOne(project: Project, config: string, repository: string): Promise<Outcome> {
  const workingDirectory = path.join(repository, project.workingDirectory ?? '.');
  const log = recordingLog();
  const plain = (text: string) => text.replaceAll(repository, '<repo>');
  const said = () => ({
    warnings: log.warnings.map(({ line, place }) =>
      plain(formatFault({ message: line, ...(place === undefined ? {} : { place }) })),
    ),
    infos: log.infos.map(plain),
  });
  try {
    const read = await readInferenceConfig(path.join(workingDirectory, config), config, {
      workingDirectory,
      log,
    });
    const { baseImage } = project;
    const models = (project.models ?? ['diabetes:3']).map(modelVersion);
    const { plan } = await createPlan(
      { config: read, models, ...(baseImage === undefined ? {} : { baseImage }) },
      // The copy is in no git repository: the modes of its files count.
      { run: { run: async () => ({ exitCode: 128, stdout: '', stderr: '' }) }, signal, log },
    );
    return { ...said(), plan: readable(plan) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { faults: error.faults.map((fault) => plain(formatFault(fault))), ...said() };
  }
}

const signal = new AbortController().signal;

function modelVersion(id: string): ModelVersion {
  const [name = '', version = ''] = id.split(':');
  const digest = digestOf(id);
  const reference = `localhost:5000/${name}@${digest}`;
  return { name, version, id, digest, reference, layers: [], files: [] };
}

/** The plan with one line for each code file and each model. */
function readable(plan: Plan) {
  const files = plan.code.files.map(({ path: file, sizeBytes, digest, executable }) => {
    return `${file} ${sizeBytes} ${digest}${executable ? ' executable' : ''}`;
  });
  const models = plan.models.map(({ name, version }) => `${name}:${version}`);
  return { ...plan, models, code: { ...plan.code, files } };
}
