import { chmod, copyFile, lstat, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { digestOf } from '../../oci/digest.ts';
import { canonicalJson } from '../../canonical-json.ts';
import type { Fault } from '../../errors.ts';
import { InputError, messageOf, refuse } from '../../errors.ts';
import { folderState, replaceFolder } from '../../files/replace-folder.ts';
import { mapLimit } from '../../map-limit.ts';
import { hashFile } from '../code/code.ts';
import type { CodeSource, CodeSources } from '../code/code.ts';
import { readConfigFile } from '../config/config-file.ts';
import { contextFilesFolder } from '../environment/context-files.ts';
import { writeContext } from '../environment/write-context.ts';
import type { Origins } from '../environment/origins.ts';
import { isRecord } from '../inference/key-rules.ts';
import { parsePlan } from './parse-plan.ts';
import type { CodeFile, Environment, Plan } from './plan.ts';

const PLAN = 'plan.json';
const ORIGINS = 'origins.json';
const COPIES = 4;

export type PackageContent = {
  readonly plan: Plan;
  readonly sources: CodeSources;
  /** Where the files of the base image's own Dockerfile come from. */
  readonly baseSources?: CodeSources;
  /** Where the files of the environment's build context come from. */
  readonly environmentSources?: CodeSources;
  /** Where requirement lines were written; no part of the plan, for messages only. */
  readonly origins?: Origins;
  readonly folder: string;
  /** Adds to the folder before it becomes visible: a Dockerfile, layers. */
  readonly complete?: (folder: string) => Promise<void>;
  readonly signal: AbortSignal;
};

/** A package as it lies in a folder. */
export type Package = {
  readonly plan: Plan;
  /** The absolute file of a code path of the plan. */
  readonly codeFile: (codePath: string) => string;
  /** The absolute folder with the base image's own Dockerfile, where the plan has one. */
  readonly baseFolder: string;
  /** Where the files of the environment's build context are. */
  readonly environmentSources: CodeSources;
  readonly origins: Origins;
};

/**
 * Writes plan, requirements and code beside `folder` and puts them in its place at the end. InputError
 * BAD_INPUT when something that is not a package stands there, BAD_FILE when a code file changed
 * since the plan was made.
 */
export async function writePackage(content: PackageContent): Promise<void> {
  const { plan, folder, signal } = content;
  const target = path.resolve(folder);
  const existing = await folderState(target, PLAN);
  if (existing === 'foreign') {
    const message = `${folder} is not empty and is no package of ours (it has no ${PLAN}); name another folder, or empty it`;
    throw new InputError('BAD_INPUT', [{ message }]);
  }
  await replaceFolder(target, existing, async (fresh) => {
    await writeFile(path.join(fresh, PLAN), renderPlan(plan));
    await writeContext(plan.environment, fresh);
    const sources = content.environmentSources ?? new Map();
    await copyContextFiles(plan.environment, { sources, folder: fresh }, signal);
    if (content.origins !== undefined) {
      await writeFile(path.join(fresh, ORIGINS), `${canonicalJson(content.origins)}\n`);
    }
    await copyAll(plan.code.files, content.sources, path.join(fresh, 'code'), signal);
    await writeBase(content, path.join(fresh, BASE));
    await content.complete?.(fresh);
    signal.throwIfAborted();
  });
}

/** The plan as people read it: canonical order, indented, one final line end. */
export function renderPlan(plan: Plan): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(plan)), undefined, 2)}\n`;
}

/**
 * Reads a package folder and checks that its code is what the plan says. InputError BAD_INPUT when
 * it is no package, BAD_FILE when its plan is broken or a code file was changed.
 */
export async function readPackage(folder: string, signal: AbortSignal): Promise<Package> {
  if ((await folderState(path.resolve(folder), PLAN)) !== 'ours') {
    const message = `${folder} is no package (it has no ${PLAN}); run package-model first, or correct the path`;
    throw new InputError('BAD_INPUT', [{ message }]);
  }
  const source = await readConfigFile(path.join(folder, PLAN));
  const plan = parsePlan(source.value, source.placeOf);
  const codeFile = (codePath: string) => path.resolve(folder, 'code', codePath);
  const baseFolder = path.resolve(folder, BASE);
  const { baseContext = [], baseDockerfile: text, files: context = [] } = plan.environment;
  const contextFile = (name: string) => path.resolve(folder, contextFilesFolder, name);
  const files = [
    ...plan.code.files.map((file) => ({ file, at: codeFile(file.path) })),
    ...baseContext.map((file) => ({ file, at: path.join(baseFolder, 'context', file.path) })),
    ...(text === undefined ? [] : [ownText(text, path.join(baseFolder, 'Dockerfile'))]),
    ...context.map((file) => ({ file, at: contextFile(file.path) })),
  ];
  const faults = await mapLimit(files, COPIES, ({ file, at }) => checkCode(file, at, signal));
  refuse('BAD_FILE', faults.flat());
  const environmentSources: CodeSources = new Map(
    context.map((file) => [file.path, { kind: 'file', path: contextFile(file.path) }]),
  );
  const origins = await readOrigins(path.join(folder, ORIGINS));
  return { plan, codeFile, baseFolder, environmentSources, origins };
}

/** Nothing depends on them: a package without them, or with odd ones, is as good. */
async function readOrigins(file: string): Promise<Origins> {
  const { value } = await readConfigFile(file).catch(() => ({ value: {} }));
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([line, where]) =>
      typeof where === 'string' ? [[line, where] as const] : [],
    ),
  );
}

/** Where the base image's own Dockerfile and its files are in a package. */
export const baseDockerfile = { folder: 'base', file: 'base/Dockerfile', context: 'base/context' };

const BASE = baseDockerfile.folder;

/** Writes the base image's own Dockerfile and its files, where the plan has one. */
export async function writeBase(
  content: Pick<PackageContent, 'plan' | 'baseSources' | 'signal'>,
  folder: string,
): Promise<void> {
  const { baseDockerfile: text, baseContext = [] } = content.plan.environment;
  if (text === undefined) return;
  await mkdir(folder);
  await writeFile(path.join(folder, 'Dockerfile'), text);
  const sources = content.baseSources ?? new Map();
  await copyAll(baseContext, sources, path.join(folder, 'context'), content.signal);
}

/** Copies the files of an environment into its build context, each checked against the plan. */
export async function copyContextFiles(
  { files = [] }: Environment,
  { sources, folder }: { readonly sources: CodeSources; readonly folder: string },
  signal: AbortSignal,
): Promise<void> {
  if (files.length > 0) {
    await copyAll(files, sources, path.join(folder, contextFilesFolder), signal);
  }
}

async function copyAll(
  files: readonly CodeFile[],
  sources: CodeSources,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(folder);
  for (const file of files) {
    await copyCode(file, sources.get(file.path), path.join(folder, file.path), signal);
  }
}

async function copyCode(
  file: CodeFile,
  source: CodeSource | undefined,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  if (source === undefined) throw new TypeError(`${file.path} of the plan has no source`);
  await mkdir(path.dirname(target), { recursive: true });
  try {
    if (source.kind === 'text') await writeFile(target, source.text);
    else await copyFile(source.path, target);
  } catch (cause) {
    const message = `this file cannot be copied (${messageOf(cause)}); give the user of this run access, or run again`;
    throw new InputError('BAD_FILE', [{ message, place: { file: nameOf(source, file) } }], {
      cause,
    });
  }
  await chmod(target, file.executable ? 0o755 : 0o644);
  const { digest } = await hashFile(target, signal);
  if (digest === file.digest) return;
  const message = 'this file changed while the package was written; run again';
  throw new InputError('BAD_FILE', [{ message, place: { file: nameOf(source, file) } }]);
}

function ownText(text: string, at: string) {
  return { file: { digest: digestOf(text) }, at };
}

function nameOf(source: CodeSource, file: CodeFile): string {
  return source.kind === 'file' ? source.path : file.path;
}

async function checkCode(
  file: Pick<CodeFile, 'digest'>,
  at: string,
  signal: AbortSignal,
): Promise<Fault[]> {
  const place = { file: at };
  const remedy = 'edit the source and run package-model again';
  const found = await lstat(at).catch(() => undefined);
  if (found === undefined || !found.isFile()) {
    return [{ message: `this code file of the package is missing; ${remedy}`, place }];
  }
  const { digest } = await hashFile(at, signal);
  if (digest === file.digest) return [];
  return [{ message: `this code file is not the one that was packaged; ${remedy}`, place }];
}
