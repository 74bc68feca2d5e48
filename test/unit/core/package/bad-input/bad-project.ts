import { chmod, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatFault, InputError } from '@package-model/core/errors';
import type { ModelVersion } from '@package-model/core/model/types';
import { digestOf } from '@package-model/core/oci/digest';
import { readInferenceConfig } from '@package-model/core/package/inference/inference-config';
import { createPlan } from '@package-model/core/package/plan/create-plan';
import { ToolError } from '@package-model/core/process/errors';
import type { Run } from '@package-model/core/process/run';
import { recordingLog } from '../recording-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A file of a project: its text or bytes, or something that is no plain file. */
export type BadFile =
  | string
  | Uint8Array
  | { readonly kind: 'link'; readonly to: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'large'; readonly sizeBytes: number }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'absent' };

export type BadProject = {
  readonly config?: unknown;
  readonly files?: Readonly<Record<string, BadFile>>;
  readonly models?: readonly string[];
};

const good = {
  'inferenceconfig.json': '',
  'src/score.py': 'def init(): pass\ndef run(data): return data\n',
  'src/myenv.yml': 'dependencies:\n  - python=3.11\n',
};

/** The configuration that nothing is wrong with. */
export const goodConfig = {
  entryScript: 'score.py',
  sourceDirectory: 'src',
  runtime: 'python',
  condaFile: 'myenv.yml',
};

const noPrograms: Run = {
  async run() {
    throw new ToolError('PROGRAM_MISSING', 'there are no programs here');
  },
};

/** The faults of a project as they are printed; [] when it can be planned. */
export async function faultsOf(project: BadProject): Promise<readonly string[]> {
  const folder = await temporaryFolder({
    ...good,
    'inferenceconfig.json': JSON.stringify(project.config ?? goodConfig, undefined, 2),
    '.git/HEAD': '',
  });
  for (const [name, content] of Object.entries(project.files ?? {})) {
    await place(path.join(folder, name), content);
  }
  const { signal } = new AbortController();
  const log = recordingLog();
  const models = (project.models ?? ['m:1']).map(modelOf);
  try {
    const file = path.join(folder, 'inferenceconfig.json');
    const options = { workingDirectory: folder, log };
    const config = await readInferenceConfig(file, 'inferenceconfig.json', options);
    await createPlan({ config, models, modelLayout: 'linked' }, { run: noPrograms, log, signal });
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.faults.map((fault) => formatFault(fault).replaceAll(folder, '<repo>'));
  }
}

async function place(file: string, content: BadFile): Promise<void> {
  await rm(file, { recursive: true, force: true });
  await mkdir(path.dirname(file), { recursive: true });
  if (typeof content === 'string' || content instanceof Uint8Array) {
    await writeFile(file, content);
    return;
  }
  switch (content.kind) {
    case 'link':
      return symlink(content.to, file);
    case 'folder':
      await mkdir(file);
      return;
    case 'large':
      await writeFile(file, '');
      return truncate(file, content.sizeBytes);
    case 'unreadable':
      await writeFile(file, 'x');
      return chmod(file, 0);
    case 'absent':
      return;
    default:
      content satisfies never;
  }
}

function modelOf(id: string): ModelVersion {
  const [name = '', version = ''] = id.split(':');
  const digest = digestOf(id);
  const reference = `dir:models/${name}@${digest}`;
  return { id, name, version, reference, digest, layers: [], files: [] };
}
