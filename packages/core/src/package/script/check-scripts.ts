import type { Fault } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { ModelVersion } from '../../model/types.ts';
import type { LayoutChoice } from '../plan/model-layout.ts';
import { coreFindings, importsCore } from './azureml-core.ts';
import { checkEntryScript, importsAzureMLCore } from './entry-script.ts';
import { entryFindings } from './entry-rules.ts';
import type { Finding } from './finding.ts';
import { faultOf } from './finding.ts';
import type { ImportRequest } from './check-imports.ts';
import { importFindings } from './check-imports.ts';
import { pythonFiles } from './local-modules.ts';
import type { LookAnswer, Unreadable } from './look-facts.ts';
import { blockedWalks, modelFindings, walkFindings } from './model-rules.ts';
import { providedPackages } from './provided-packages.ts';
import type { Python } from './python.ts';
import { reachedFiles } from './reached-files.ts';
import { shownAs } from './shown-as.ts';

export type ScriptRequest = ImportRequest & {
  readonly models: readonly ModelVersion[];
  readonly layout: LayoutChoice;
};

export type ScriptDeps = {
  /** Whose parser reads the scripts; without one they are checked as far as text tells. */
  readonly python?: Python;
  readonly log: Pick<Log, 'info' | 'warn'>;
};

export type ScriptCheck = {
  readonly faults: readonly Fault[];
  /** Walks that links to models would stop, `os.walk (score.py:3)`. */
  readonly walks: readonly string[];
  /** Whether a script imports azureml.core, and the environment does not bring it. */
  readonly needsCore: boolean;
};

/** All that a look has found; `entryIsRead` is false where Python could not parse the entry script. */
export type Look = {
  readonly findings: readonly Finding[];
  readonly walks: readonly string[];
  readonly needsCore: boolean;
  readonly entryIsRead: boolean;
};

/**
 * Looks at the entry script and what it imports of the code, with Python's own parser where there
 * is one: what surely fails in the container is a fault, what may is a warning.
 */
export async function checkScripts(
  request: ScriptRequest,
  { python, log }: ScriptDeps,
): Promise<ScriptCheck> {
  const look = python && (await lookAtScripts(request, python));
  if (look === undefined) {
    if (python !== undefined) log.info(notChecked(python));
    return checkText(request, log);
  }
  const text = look.entryIsRead ? undefined : await checkText(request, log);
  for (const finding of look.findings.filter(({ severity }) => severity === 'warning')) {
    const { message, place } = faultOf(finding);
    log.warn(message, place);
  }
  const faults = look.findings.filter(({ severity }) => severity === 'fault').map(faultOf);
  return {
    faults: faults.length === 0 ? (text?.faults ?? []) : faults,
    walks: look.walks,
    needsCore: look.needsCore || text?.needsCore === true,
  };
}

/** What a Python finds, nothing said yet; undefined when it does not answer. */
export async function lookAtScripts(
  request: ScriptRequest,
  python: Python,
): Promise<Look | undefined> {
  const answer = await python.look(await pythonFiles(request.listing));
  const { entryScript } = request.listing.code;
  const entry = answer?.files.find((file) => file.name === entryScript);
  if (answer === undefined || entry === undefined) return undefined;
  const { readable, unreadable } = reachedFiles(answer, request.listing.code);
  const shown = (name: string): string =>
    shownAs(name, request.listing, request.config.entryScript);
  const isExact = python.isImages || sameMinor(answer.version, request.environment.pythonVersion);
  const walks = readable.flatMap((facts) => blockedWalks(facts, shown(facts.name), request.models));
  const provided = providedPackages(request.environment);
  const needsCore = readable.some(importsCore) && provided?.brings('azureml.core') !== true;
  const findings = [
    ...unreadable.map((file) => syntaxFinding(file, shown(file.name), { answer, isExact })),
    ...readable
      .filter((facts) => facts.name === entryScript)
      .flatMap((facts) => entryFindings(facts, shown(facts.name))),
    ...readable.flatMap((facts) => modelFindings(facts, shown(facts.name), request.models)),
    ...walkFindings(walks, request.layout),
    // A base image that brings its own packages may well have azureml-core whole.
    ...(needsCore && provided !== undefined
      ? readable.flatMap((facts) => coreFindings(facts, shown(facts.name)))
      : []),
    ...(await importFindings(request, answer, readable)),
  ];
  const entryIsRead = !('error' in entry);
  return { findings, walks: walks.map((walk) => walk.text), needsCore, entryIsRead };
}

function notChecked({ where }: Python): string {
  return `The scripts were read without Python, as ${where} has none that answers: their imports and model paths were not checked.`;
}

async function checkText(request: ScriptRequest, log: ScriptDeps['log']): Promise<ScriptCheck> {
  const { entryScript } = request.config;
  const provided = providedPackages(request.environment);
  const imports = await importsAzureMLCore(entryScript);
  return {
    faults: await checkEntryScript(entryScript, log),
    walks: [],
    needsCore: imports && provided?.brings('azureml.core') !== true,
  };
}

function sameMinor(version: string, wanted: string | undefined): boolean {
  return wanted !== undefined && version.startsWith(`${wanted}.`);
}

function syntaxFinding(
  { error }: Unreadable,
  file: string,
  { answer, isExact }: { readonly answer: LookAnswer; readonly isExact: boolean },
): Finding {
  const place = { file, line: error.line, column: error.column };
  const id = 'script-syntax';
  if (error.kind === 'limit') {
    const message = `this file was not checked: ${error.what}; split it, if it is meant to be read`;
    return { id, severity: 'warning', message, place };
  }
  if (isExact) {
    const message = `this is not valid Python ${answer.version}: ${error.what}; correct it`;
    return { id, severity: 'fault', message, place };
  }
  const message = `this is not valid for Python ${answer.version}, which looked at it: ${error.what}; correct it, or see that the image's own Python takes it`;
  return { id, severity: 'warning', message, place };
}
