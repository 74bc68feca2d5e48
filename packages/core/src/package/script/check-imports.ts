import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { CodeListing } from '../code/code.ts';
import type { InferenceConfig } from '../inference/inference-config.ts';
import type { Environment } from '../plan/plan.ts';
import type { Finding } from './finding.ts';
import { missingFinding, missingImports } from './import-rules.ts';
import type { MissingImport, PackageOrigin } from './import-rules.ts';
import { findOutside, localModules } from './local-modules.ts';
import type { LookAnswer, ScriptFacts } from './look-facts.ts';
import { providedPackages, recommended } from './provided-packages.ts';
import { shownAs } from './shown-as.ts';
import { standardModules } from './standard-modules.ts';

const LEVELS_ABOVE = 3;

export type ImportRequest = {
  readonly config: Pick<InferenceConfig, 'entryScript' | 'sourceDirectory' | 'conda'>;
  readonly listing: CodeListing;
  readonly environment: Environment;
};

/** What the imports of the reached files say: modules that nothing provides, or that lie elsewhere. */
export async function importFindings(
  request: ImportRequest,
  answer: LookAnswer,
  readable: readonly ScriptFacts[],
): Promise<Finding[]> {
  const { config, listing } = request;
  const files = readable.map((facts) => {
    return { facts, shownAs: shownAs(facts.name, listing, config.entryScript) };
  });
  const standard = new Set(answer.standard ?? standardModules);
  const provided = providedPackages(request.environment);
  const context = { files, standard, local: localModules(request.listing), provided };
  const installed = answer.installed === null ? {} : { installed: new Set(answer.installed) };
  const folders = await foldersAround(request.config);
  const found: Finding[] = [];
  const origin = originOf(request, answer);
  for (const missing of missingImports({ ...context, ...installed })) {
    const outside = await findOutside(missing.root, folders);
    if (outside !== undefined) found.push(outsideFinding(missing, outside, request));
    else if (provided !== undefined || answer.installed !== null) {
      const { module, names } = missing.fact;
      found.push(missingFinding(missing, origin, recommended(module, names)));
    }
  }
  return found;
}

function originOf({ config, environment }: ImportRequest, answer: LookAnswer): PackageOrigin {
  if (answer.installed !== null) return { kind: 'base', image: environment.baseImage };
  const file = config.conda?.config.file;
  return file === undefined ? { kind: 'nothing' } : { kind: 'file', file };
}

/** The entry script's folder and those above it, up to the repository's root. */
async function foldersAround({
  entryScript,
}: Pick<InferenceConfig, 'entryScript'>): Promise<string[]> {
  const folders: string[] = [];
  let folder = path.dirname(entryScript.path);
  for (let level = 0; level <= LEVELS_ABOVE; level += 1) {
    folders.push(folder);
    if ((await stat(path.join(folder, '.git')).catch(() => undefined)) !== undefined) break;
    folder = path.dirname(folder);
  }
  return folders;
}

function outsideFinding(
  { root, fact, file }: MissingImport,
  outside: string,
  { config }: ImportRequest,
): Finding {
  const folder = path.dirname(config.entryScript.path);
  const where = path.relative(folder, outside).split(path.sep).join('/');
  const { sourceDirectory } = config;
  const place = { file, line: fact.line, column: fact.column };
  const beside = where.includes('/')
    ? `found at ${where}`
    : `found as ${where} beside the entry script`;
  const found = `imports ${root}, ${beside}`;
  const message =
    sourceDirectory === undefined
      ? `${found}, but without sourceDirectory only the entry script goes into the image: set sourceDirectory to the folder that holds both`
      : outside.startsWith(`${sourceDirectory}${path.sep}`)
        ? `${found}, but the server looks for modules in the source directory itself: import it with its folders, as ${moduleName(sourceDirectory, outside)}`
        : `${found}, outside of the source directory ${path.basename(sourceDirectory)}: set sourceDirectory to a folder that holds both`;
  return { id: 'module-outside', severity: 'warning', message, place };
}

function moduleName(sourceDirectory: string, found: string): string {
  return path.relative(sourceDirectory, found).replace(/\.py$/, '').split(path.sep).join('.');
}
