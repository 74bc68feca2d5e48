import { randomBytes } from 'node:crypto';
import { chmod, copyFile, lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson } from '../../canonical-json.ts';
import type { Fault } from '../../errors.ts';
import { codeOf, InputError, messageOf, refuse } from '../../errors.ts';
import { mapLimit } from '../../map-limit.ts';
import { hashFile } from '../code/code.ts';
import type { CodeSource, CodeSources } from '../code/code.ts';
import { readConfigFile } from '../config/config-file.ts';
import { renderRequirements, requirementsFile } from '../environment/environment-steps.ts';
import { parsePlan } from './parse-plan.ts';
import type { CodeFile, Plan } from './plan.ts';

const PLAN = 'plan.json';
const COPIES = 4;

export type PackageContent = {
  readonly plan: Plan;
  readonly sources: CodeSources;
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
};

/**
 * Writes plan, requirements and code beside `folder` and puts them in its place at the end. InputError
 * BAD_INPUT when something that is not a package stands there, BAD_FILE when a code file changed
 * since the plan was made.
 */
export async function writePackage(content: PackageContent): Promise<void> {
  const { plan, folder, signal } = content;
  const target = path.resolve(folder);
  const existing = await stateOf(target);
  if (existing === 'foreign') {
    const message = `${folder} is not empty and is no package of ours (it has no ${PLAN}); name another folder, or empty it`;
    throw new InputError('BAD_INPUT', [{ message }]);
  }
  await mkdir(path.dirname(target), { recursive: true });
  const fresh = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(path.join(fresh, path.dirname(requirementsFile)), { recursive: true });
    await writeFile(path.join(fresh, PLAN), renderPlan(plan));
    await writeFile(path.join(fresh, requirementsFile), renderRequirements(plan.environment));
    await mkdir(path.join(fresh, 'code'));
    for (const file of plan.code.files) {
      await copyCode(
        file,
        content.sources.get(file.path),
        path.join(fresh, 'code', file.path),
        signal,
      );
    }
    await content.complete?.(fresh);
    signal.throwIfAborted();
    await replace(target, fresh, existing);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
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
  if ((await stateOf(path.resolve(folder))) !== 'package') {
    const message = `${folder} is no package (it has no ${PLAN}); run package-model first, or correct the path`;
    throw new InputError('BAD_INPUT', [{ message }]);
  }
  const source = await readConfigFile(path.join(folder, PLAN));
  const plan = parsePlan(source.value, source.placeOf);
  const codeFile = (codePath: string) => path.resolve(folder, 'code', codePath);
  const faults = await mapLimit(plan.code.files, COPIES, (file) =>
    checkCode(file, codeFile(file.path), signal),
  );
  refuse('BAD_FILE', faults.flat());
  return { plan, codeFile };
}

type State = 'absent' | 'empty' | 'package' | 'foreign';

async function stateOf(folder: string): Promise<State> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return undefined;
    if (codeOf(cause) === 'ENOTDIR') return ['a file'];
    const message = `${folder} cannot be read (${messageOf(cause)}); give the user of this run access`;
    throw new InputError('BAD_INPUT', [{ message }], { cause });
  });
  if (names === undefined) return 'absent';
  if (names.length === 0) return 'empty';
  return names.includes(PLAN) ? 'package' : 'foreign';
}

async function replace(target: string, fresh: string, existing: State): Promise<void> {
  const old = `${target}.${randomBytes(6).toString('hex')}.old`;
  if (existing !== 'absent') await rename(target, old);
  try {
    await rename(fresh, target);
  } catch (error) {
    if (existing !== 'absent') await rename(old, target);
    throw error;
  }
  if (existing !== 'absent') await rm(old, { recursive: true, force: true });
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

function nameOf(source: CodeSource, file: CodeFile): string {
  return source.kind === 'file' ? source.path : file.path;
}

async function checkCode(file: CodeFile, at: string, signal: AbortSignal): Promise<Fault[]> {
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
